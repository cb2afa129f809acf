import { CONCURRENCY } from "../../src/dispatch/queues.ts";
import type { StormRecord } from "./play-storm.ts";

/** What may be under way at the same time; from so many on it is a storm. */
export interface StormBounds {
  inFlight: number;
  stormWorkloads: number;
}

export interface StormRow {
  what: string;
  wanted: string;
  seen: string;
  /** Null for what is told and has no bound. */
  isHeld: boolean | null;
}

/** Pure: what a storm must and may cost. */
export function stormRows(record: StormRecord, { inFlight, stormWorkloads }: StormBounds): StormRow[] {
  const writes = record.writesBefore + record.writesDuring;
  const toldAtMost = stormWorkloads + CONCURRENCY.advance;
  const ms = (value: number) => `${Math.round(value)} ms`;
  const seconds = (value: number) => `${value.toFixed(1)} s`;
  const row = (what: string, wanted: string, seen: string | number, isHeld: boolean | null): StormRow => ({
    ...{ what, wanted, isHeld },
    seen: String(seen),
  });
  return [
    row("changes, those before the breaker opened too", `at most ${inFlight}`, writes, writes <= inFlight),
    row("of them begun before and written while it was open", "few", record.writesDuring, null),
    row("root cards", "1", record.roots, record.roots === 1),
    row(
      "cards of others: of before the storm was seen, or looked into right then",
      `fewer than ${toldAtMost}`,
      record.toldOfOthers,
      record.toldOfOthers < toldAtMost,
    ),
    row("what lifted the breaker", "recovery", record.liftedBy ?? "nothing", record.liftedBy === "recovery"),
    row("until the breaker opened", "", seconds(record.secondsToOpen), null),
    row("from recovery until it was lifted", "", seconds(record.secondsToLift), null),
    row("requests a second of the cluster's time, while open", "", record.requestsPerSecond, null),
    ...(record.stop === null
      ? []
      : [
          row("until a stop holds back every replica's writes", "1000 ms", ms(record.stop.inForceMs), null),
          row("until another replica shows it, too", "1000 ms", ms(record.stop.shownMs), null),
        ]),
  ];
}

export function stormTable(rows: readonly StormRow[]): string {
  const word = (isHeld: boolean | null) => (isHeld === null ? "" : isHeld ? "yes" : "NO");
  const lines = rows.map(({ what, wanted, seen, isHeld }) => [what, wanted, seen, word(isHeld)]);
  return [["what", "wanted", "seen", "held"], ["---", "---", "---", "---"], ...lines]
    .map((cells) => `| ${cells.join(" | ")} |\n`)
    .join("");
}
