import type { CheckStatus } from "../../doctor/check.ts";
import type { CheckLine } from "../../doctor/run-checks.ts";
import type { Colour, Paint } from "../colours.ts";

const COLOURS: Readonly<Record<CheckStatus, Colour>> = {
  ok: "green",
  warning: "yellow",
  failure: "red",
  skipped: "dim",
};

/** One line for what was seen, and one under it for what to do. Pure. */
export function checkText({ name, status, detail, remedy }: CheckLine, paint: Paint): string {
  const head = `${paint(COLOURS[status], status.padEnd(8))} ${name.padEnd(16)} `;
  const next = remedy === null ? "" : `\n${" ".repeat(26)}${paint("dim", `-> ${remedy}`)}`;
  return `${head}${detail}${next}\n`;
}
