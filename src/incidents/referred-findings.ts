import { type Finding, findingSchema } from "../domain/finding.ts";
import type { Signal } from "../domain/signal.ts";

/** The findings of other incidents that came with this one's signals, newest first. */
export function referredFindings(signals: readonly Signal[]): Finding[] {
  return signals
    .filter(({ source }) => source === "diagnosis")
    .flatMap(({ record }) => findingSchema.safeParse(record?.finding).data ?? [])
    .slice(0, 5);
}
