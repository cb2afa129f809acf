import { z } from "zod";
import type { Attempt } from "../../domain/attempt.ts";
import { type Plan, planSchema } from "../../domain/plan.ts";
import { workloadStateSchema } from "../../domain/workload-state.ts";
import { type ProveInput, prove } from "../../remediation/verify/prove.ts";
import type { AuditRow, Replayed } from "./replay-row.ts";

const settings = z.looseObject({
  verifySoakSeconds: z.number(),
  verifyTimeoutSeconds: z.number(),
  verifySoakMaxSeconds: z.number(),
});
/** What a look at a change was judged by, as it stands in its row. */
const lookSchema = z.looseObject({
  attempt: z.looseObject({
    planDigest: z.string(),
    startedAt: z.coerce.date(),
    appliedAt: z.coerce.date().nullable(),
  }),
  target: z.looseObject({ holdsOurValues: z.boolean(), isOurTemplate: z.boolean() }),
  state: workloadStateSchema,
  now: z.coerce.date(),
  lookedAt: z.coerce.date().optional(),
  settings,
});
const plannedSchema = z.looseObject({ plan: planSchema });
const saidSchema = z.looseObject({
  result: z.looseObject({ kind: z.string(), proof: z.string().optional() }),
});

/** Judges each look at a change again: whether it holds, has failed, or cannot be told yet. Calls nothing. */
export function replayProofs(rows: readonly AuditRow[]): Replayed[] {
  const plans = new Map(rows.flatMap(({ output }) => planIn(output)));
  return rows.flatMap((row) => {
    const look = lookSchema.safeParse(row.input).data;
    const said = look && saidSchema.safeParse(row.output).data;
    const plan = look && plans.get(look.attempt.planDigest);
    if (look === undefined || said === undefined || plan === undefined) return [];
    // What a look of this service was judged by, as its own code wrote it down, with the plan that stands in a row before.
    const attempt = { ...look.attempt, plan } as unknown as Attempt;
    const again = prove({ ...look, attempt } as ProveInput);
    return [{ sequence: row.sequence, kind: "proof", was: wordOf(said.result), now: wordOf(again) }];
  });
}

function planIn(output: unknown): [string, Plan][] {
  const plan = plannedSchema.safeParse(output).data?.plan;
  return plan === undefined ? [] : [[plan.digest, plan]];
}

const wordOf = ({ kind, proof }: { kind: string; proof?: string | undefined }): string =>
  proof === undefined ? kind : `${kind} (${proof})`;
