import type { Command, CommandContext } from "./run-command.ts";

/** A command that answers words it does not understand with its usage and 2, and --help with its usage and 0. */
export function createAskedCommand<Asked extends { help?: boolean | undefined }>(options: {
  summary: string;
  usage: string;
  /** What was asked for; undefined for what is not understood. */
  parse(args: string[]): Asked | undefined;
  run(asked: Asked, context: CommandContext): Promise<number>;
}): Command {
  return {
    summary: options.summary,
    async run(args, context) {
      const asked = options.parse(args);
      if (asked === undefined) {
        context.err.write(options.usage);
        return 2;
      }
      if (asked.help === true) {
        context.out.write(options.usage);
        return 0;
      }
      return options.run(asked, context);
    },
  };
}
