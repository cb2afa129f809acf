import { type ParseArgsConfig, parseArgs } from "node:util";

/** The arguments of a program of the repository. Those that it does not know are told with its usage, and end it with 2. */
export function argsOf<T extends ParseArgsConfig>(usage: string, config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}
