import type { CommandContext } from "../run-command.ts";

/** One verb of `kube-autofix policy`. The first paragraph of its usage is its line. */
export interface PolicyVerb {
  usage: string;
  /** Returns the exit code. */
  run(args: readonly string[], context: CommandContext): Promise<number>;
}
