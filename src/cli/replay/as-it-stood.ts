import { z } from "zod";
import { type Finding, findingSchema } from "../../domain/finding.ts";
import type { Handover } from "../../domain/handover.ts";
import type { Incident } from "../../domain/incident.ts";
import type { AuditRow } from "./replay-row.ts";

/** What the rows before one say of the incident, as far as its road follows from it. */
export type Stood = Pick<Incident, "finding" | "handover" | "watchUntil">;

const NO_WORDS: Handover = { sentence: "", evidence: [], tried: [], nextSteps: [] };
const AT_SOME_TIME = new Date(0);
const linkedSchema = z.looseObject({ finding: findingSchema });

/** What one row changed. The status is not told here: a move is remembered with the one that it was made in. Pure. */
export function afterRow(before: Stood, { kind, output }: Pick<AuditRow, "kind" | "output">): Stood {
  switch (kind) {
    case "diagnosed":
      return { ...before, finding: findingOf(output) ?? before.finding };
    case "linked":
      return { ...before, finding: linkedSchema.safeParse(output).data?.finding ?? before.finding };
    case "handed-over":
    case "return-failed":
    case "taken-over":
      return { ...before, handover: NO_WORDS };
    case "explained":
      return { ...before, handover: before.handover && { ...before.handover, explanation: [] } };
    case "hinted":
      return { ...before, handover: null };
    case "held":
    case "fixed-through":
    case "observed":
    case "dry-run":
    case "rejected":
    case "undone":
      return { ...before, watchUntil: AT_SOME_TIME };
    case "recurred":
    case "watch-ended":
      return { ...before, watchUntil: null };
    default:
      return before;
  }
}

export const AT_FIRST: Stood = { finding: null, handover: null, watchUntil: null };

const findingOf = (output: unknown): Finding | undefined => findingSchema.safeParse(output).data;
