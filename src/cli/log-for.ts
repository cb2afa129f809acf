import { createLogger, type Logger } from "../core/logger.ts";
import { paintFor } from "./colours.ts";
import { humanLine } from "./human-log.ts";
import type { CommandContext } from "./run-command.ts";

/** JSON for programs; lines for people where somebody looks at a terminal. */
export function logFor(
  level: Parameters<typeof createLogger>[0]["level"],
  { out, env }: CommandContext,
): Logger {
  if (out.isTTY !== true) return createLogger({ level });
  const paint = paintFor(out, env);
  return createLogger({ level, destination: { write: (line) => void out.write(humanLine(line, paint)) } });
}
