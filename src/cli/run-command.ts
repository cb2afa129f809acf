import { messageOf } from "../core/errors.ts";
import { auditCommand } from "./audit.ts";
import { breakersCommand } from "./breakers.ts";
import { demoCommand } from "./demo.ts";
import { doctorCommand } from "./doctor.ts";
import { experienceCommand } from "./experience.ts";
import { guardCommand } from "./guard.ts";
import { incidentsCommand } from "./incidents.ts";
import { migrateCommand } from "./migrate.ts";
import { observedCommand } from "./observed.ts";
import { policyCommand } from "./policy.ts";
import { replayCommand } from "./replay.ts";
import { rollbackCommand } from "./rollback.ts";
import { rotateKeysCommand } from "./rotate-keys.ts";
import { serveCommand } from "./serve.ts";
import { resumeCommand, stopCommand } from "./stop.ts";

/** What a command gets from the process that runs it. */
export interface CommandContext {
  env: NodeJS.ProcessEnv;
  out: NodeJS.WritableStream & { isTTY?: boolean };
  err: NodeJS.WritableStream & { isTTY?: boolean };
}

export interface Command {
  summary: string;
  /** Returns the exit code. Throws an error whose message says what to do. */
  run(args: string[], context: CommandContext): Promise<number>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  serve: serveCommand,
  guard: guardCommand,
  demo: demoCommand,
  doctor: doctorCommand,
  incidents: incidentsCommand,
  breakers: breakersCommand,
  migrate: migrateCommand,
  policy: policyCommand,
  audit: auditCommand,
  replay: replayCommand,
  experience: experienceCommand,
  observed: observedCommand,
  stop: stopCommand,
  resume: resumeCommand,
  rollback: rollbackCommand,
  "rotate-keys": rotateKeysCommand,
};

/** Runs one command; an unknown one prints the usage and gives 2, a failed one prints its message and gives 1. */
export async function runCommand(argv: string[], context: CommandContext): Promise<number> {
  const [name = "help", ...args] = argv;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    const isAsked = ["help", "--help", "-h"].includes(name);
    (isAsked ? context.out : context.err).write(usage());
    return isAsked ? 0 : 2;
  }
  try {
    return await command.run(args, context);
  } catch (error) {
    context.err.write(`kube-autofix ${name}: ${messageOf(error)}\n`);
    return 1;
  }
}

function usage(): string {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`);
  return `kube-autofix COMMAND\n\n${lines.join("\n")}\n\nThe environment configures it; docs/environment.md lists the variables.\n`;
}
