import type { Config } from "../../config/config.ts";
import type { CommandContext } from "../run-command.ts";
import type { ServiceApi } from "./service-api.ts";

export interface VerbContext extends CommandContext {
  config: Config;
  api: ServiceApi;
  now: Date;
}

/** One verb of `kube-autofix incidents`. */
export interface IncidentVerb {
  /** Its lines in the usage. */
  usage: string;
  /** Undefined where the words are not understood. */
  read(args: string[]): { url: string | undefined; run(context: VerbContext): Promise<void> } | undefined;
}
