import type { ModelMode, Played } from "../scenarios/runner/play.ts";
import { isRight } from "./coverage.ts";

export interface ModeRow {
  mode: ModelMode;
  cases: number;
  rightCause: number;
  rightEnd: number;
  /** Cause, object and end, and no wrong write. */
  right: number;
  wrongWrites: number;
  tokens: number;
  seconds: number;
}

export function rowOf(mode: ModelMode, played: readonly Played[]): ModeRow {
  const count = (test: (one: Played) => boolean) => played.filter(test).length;
  const sum = (of: (one: Played) => number) => played.reduce((total, one) => total + of(one), 0);
  return {
    mode,
    cases: played.length,
    rightCause: count(({ rightCause }) => rightCause),
    rightEnd: count(({ rightClass }) => rightClass),
    right: count(isRight),
    wrongWrites: sum(({ wrongWrites }) => wrongWrites.length),
    tokens: sum(({ tokens }) => tokens),
    seconds: Math.round(sum(({ seconds }) => seconds)),
  };
}

export function modesTable(rows: readonly ModeRow[]): string {
  const cells = rows.map((row) => [
    row.mode,
    ...[row.cases, row.rightCause, row.rightEnd, row.right, row.wrongWrites, row.tokens, row.seconds].map(
      String,
    ),
  ]);
  const head = [
    "model",
    "cases",
    "right cause",
    "right end",
    "all right",
    "wrong writes",
    "tokens",
    "seconds",
  ];
  return [head, head.map(() => "---"), ...cells].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
