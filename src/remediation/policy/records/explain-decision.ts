import { FACT_FIELDS } from "../facts.ts";
import { factsFor } from "../facts-for.ts";
import type { RecordedDecision } from "../recorded-decision.ts";
import type { ActionTrace } from "../trace.ts";
import { senseOf } from "./compare-decision.ts";
import { factsNamed } from "./facts-named.ts";

const MOST_SHOWN = 200;

/** Rule by rule why it was decided so, from nothing but what was recorded then. Pure. */
export function explainDecision(decision: RecordedDecision): string[] {
  const { verdict, record, trace } = decision;
  const lines = [
    `plan: ${record.draft.sentence}`,
    `verdict: ${senseOf(verdict)}, by ${verdict.rule}`,
    `because: ${verdict.reason}`,
  ];
  if (trace === null)
    return [...lines, "which rules were asked was not kept by the version of this service that decided"];
  if (trace.rail !== null)
    return [...lines, `rails: ${trace.rail} denied before any rule was asked; no configuration lifts a rail`];
  lines.push("rails: all passed");
  const windows = trace.windows ?? [];
  for (const [index, action] of trace.actions.entries()) lines.push(...actionLines(decision, index, action));
  lines.push(`windows that were open: ${windows.join(", ") || "none"}`);
  if (trace.narrowed.length > 0)
    lines.push(
      `narrowed from ${trace.before.verdict} (${trace.before.rule}) by: ${trace.narrowed.join(", then ")}`,
    );
  return lines;
}

function actionLines({ record, trace }: RecordedDecision, index: number, asked: ActionTrace): string[] {
  const action = record.draft.actions[index];
  const facts = action && factsFor({ windows: {} }, record, action);
  const valuesOf = (when: string) =>
    factsNamed(when)
      .filter((path) => path !== "now" && Object.hasOwn(FACT_FIELDS, path.split(".")[0] ?? ""))
      .map((path) => `${path} = ${shown(path === "windows" ? (trace?.windows ?? []) : at(facts, path))}`);
  return [
    `rules for ${asked.action}, in order:`,
    ...asked.asked.flatMap(({ rule, when, said }) => [
      `  ${said === "matched" || said === "no" ? said.padEnd(8) : "error   "}${rule}: ${when.trim().replaceAll(/\s+/g, " ")}`,
      ...valuesOf(when).map((line) => `            ${line}`),
      ...(said === "matched" || said === "no" ? [] : [`            ${said}`]),
    ]),
    ...(asked.answer === null ? ["  no rule matched, so the default of the action counts"] : []),
    ...withoutHistoryLines(asked),
  ];
}

const withoutHistoryLines = ({ withoutHistory, answer }: ActionTrace): string[] =>
  withoutHistory === undefined
    ? []
    : [
        `  as if nothing had been tried before: ${withoutHistory.verdict} (${withoutHistory.rule}); the stricter counts: ${answer?.verdict} (${answer?.rule})`,
      ];

function at(facts: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (value, key) =>
        value !== null && typeof value === "object" ? (value as Record<string, unknown>)[key] : undefined,
      facts,
    );
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "absent";
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}...` : text;
}
