import { z } from "zod";
import { choosable } from "../../agents/asking/choose-move.ts";
import { isCircling, legalMoves } from "../../agents/legal-moves.ts";
import { messageOf } from "../../core/errors.ts";
import { findingSchema } from "../../domain/finding.ts";
import { type IncidentRow, incidentOfRow } from "../../incidents/incident-row.ts";
import { judgeRecorded } from "../../remediation/policy/judge-recorded.ts";
import type { Policy } from "../../remediation/policy/policy.ts";
import { decisionOf } from "../../remediation/policy/recorded-decision.ts";

export interface AuditRow {
  sequence: number;
  kind: string;
  input: unknown;
  output: unknown;
}

/** What was decided then and what would be now; undefined for a row that holds no decision of rules. */
export interface Replayed {
  sequence: number;
  kind: string;
  was: string;
  now: string;
}

/** Decides once more, from nothing but what the row recorded and the policy as it is now. Calls nothing. */
export function replayRow(
  row: AuditRow,
  given: { policy: Policy; incident: IncidentRow },
): Replayed | undefined {
  try {
    return judgement(row, given.policy) ?? choice(row, given.incident);
  } catch (error) {
    const why = `it cannot be decided again from what was recorded: ${messageOf(error)}`;
    return { sequence: row.sequence, kind: row.kind, was: "decided", now: why };
  }
}

function judgement({ sequence, kind, input, output }: AuditRow, policy: Policy): Replayed | undefined {
  const decision = decisionOf({ input, output });
  if (decision === undefined) return undefined;
  const { verdict: before, record } = decision;
  const { verdict: after } = judgeRecorded(policy, record);
  return {
    sequence,
    kind,
    was: `${before.verdict} by ${before.rule}`,
    now: `${after.verdict} by ${after.rule}`,
  };
}

const choiceSchema = z.looseObject({
  legal: z.array(z.string()),
  taken: z.array(z.string()),
  /** Absent in rows of code that knew no programs of a model. */
  computation: z.enum(["asked", "answered", "open", "programmed"]).nullish(),
  /** Absent in rows of code that did not tell: a sandbox is what there mostly is. */
  hasSandbox: z.boolean().default(true),
  finding: findingSchema,
});
const moveSchema = z.looseObject({ move: z.string() });

/** The moves that were legal then must be legal now, in the same order, the one that was chosen among them. */
function choice({ sequence, kind, input, output }: AuditRow, row: IncidentRow): Replayed | undefined {
  if (kind !== "supervisor") return undefined;
  const { legal, taken, computation, hasSandbox, finding } = choiceSchema.parse(input);
  const { move } = moveSchema.parse(output);
  const incident = { ...incidentOfRow(row), status: "investigating" as const, finding, dueAt: new Date(0) };
  const all = legalMoves({
    incident,
    taken,
    now: new Date(0),
    isOverBudget: isCircling(taken),
    hasModel: true,
    hasSandbox,
    computation: computation ?? null,
  });
  const now = choosable(incident, all);
  const isLegal = now.some((one) => one === move);
  return {
    sequence,
    kind,
    was: `${move} of ${legal.join(", ")}`,
    now: `${isLegal ? move : "not that"} of ${now.join(", ")}`,
  };
}
