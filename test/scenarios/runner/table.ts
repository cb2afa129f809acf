import type { Played } from "./play.ts";

export interface Totals {
  cases: number;
  rightClass: number;
  rightCause: number;
  rightObject: number;
  wrongWrites: number;
  seconds: number;
}

const isRight = (one: Played) =>
  one.rightClass && one.rightCause && one.rightObject && one.wrongWrites.length === 0;

export function totalsOf(played: readonly Played[]): Totals {
  const count = (test: (one: Played) => boolean) => played.filter(test).length;
  const sum = (of: (one: Played) => number) => played.reduce((total, one) => total + of(one), 0);
  return {
    cases: played.length,
    rightClass: count((one) => one.rightClass),
    rightCause: count((one) => one.rightCause),
    rightObject: count((one) => one.rightObject),
    wrongWrites: sum((one) => one.wrongWrites.length),
    seconds: Math.round(sum((one) => one.seconds) * 10) / 10,
  };
}

export const allRight = (played: readonly Played[]): boolean => played.every(isRight);

const HEAD = ["family", "cases", "class", "cause", "object", "wrong writes", "seconds"];

/** A line a family, the sum, and below it what is not as it should be. */
export function tableOf(played: readonly Played[]): string {
  const families = [...new Set(played.map(({ family }) => family))];
  const rows = [
    ...families.map((family) => [family, totalsOf(played.filter((one) => one.family === family))] as const),
    ["all", totalsOf(played)] as const,
  ].map(([name, of]) => [
    name,
    ...[of.cases, of.rightClass, of.rightCause, of.rightObject, of.wrongWrites].map(String),
    of.seconds.toFixed(1),
  ]);
  const widths = HEAD.map((_, at) => Math.max(...[HEAD, ...rows].map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("  ");
  const wrong = played
    .filter((one) => !isRight(one))
    .map((one) => [`\n${one.family} / ${one.name}`, ...one.said.map((text) => `  ${text}`)].join("\n"));
  return [[HEAD, ...rows].map(line).join("\n"), ...wrong].join("\n");
}
