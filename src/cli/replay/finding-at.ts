import { z } from "zod";
import { type Finding, findingSchema } from "../../domain/finding.ts";
import type { AuditRow } from "./replay-row.ts";

const linkedSchema = z.looseObject({ finding: findingSchema });

/**
 * The finding that stood after the row of this number; undefined where what was recorded cannot be read as one any more, and
 * nothing can be said of what followed from it. No event takes a finding away: a later one stands in its place.
 */
export function findingAt(rows: readonly AuditRow[], sequence: number): Finding | null | undefined {
  const row = rows.findLast((one) => one.sequence <= sequence && FINDS.has(one.kind));
  if (row === undefined) return null;
  return row.kind === "linked"
    ? linkedSchema.safeParse(row.output).data?.finding
    : findingSchema.safeParse(row.output).data;
}

/** Events that give an incident its finding. */
const FINDS: ReadonlySet<string> = new Set(["diagnosed", "linked"]);
