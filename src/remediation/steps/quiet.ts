import type { Incident } from "../../domain/incident.ts";
import type { IncidentTransaction } from "../../incidents/incident-store.ts";
import { readWorkloadState } from "../../kubernetes/workload-state.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { type Calm, calmAfter, calmSchema } from "../verify/calm.ts";
import { after, quietSeconds, secondsBetween } from "./run-context.ts";

/** What the looks so far say: quiet for long enough, or when the next look can tell. */
export interface Quiet {
  calm: Calm | null;
  /** How long neither a signal nor the cluster itself has shown a symptom. */
  seconds: number;
  isQuiet: boolean;
  nextLookAt: Date;
}

/** While something is plainly wrong, a look each soak would be a waste. */
const LOOK_AGAIN_SECONDS = 300;

/** Looks at the subject's workload and compares with the look before; a subject without pods is judged by signals alone. */
export async function lookForQuiet(deps: RemediationDeps, run: Run, incident: Incident): Promise<Quiet> {
  const soakSeconds = quietSeconds(deps, incident);
  const state = await readWorkloadState(deps.reader, incident.workload ?? incident.subject, run.signal);
  const now = deps.clock.now();
  const bySignals = secondsBetween(incident.lastSymptomAt, now);
  if (state === undefined) {
    const isQuiet = bySignals >= soakSeconds;
    return {
      calm: null,
      seconds: bySignals,
      isQuiet,
      nextLookAt: after(incident.lastSymptomAt, soakSeconds),
    };
  }
  const calm = calmAfter(await calmOf(deps, incident.id), state, now);
  const seconds = calm === null ? 0 : Math.min(bySignals, secondsBetween(new Date(calm.since), now));
  const wait = calm === null ? Math.max(soakSeconds, LOOK_AGAIN_SECONDS) : Math.max(1, soakSeconds - seconds);
  return { calm, seconds, isQuiet: seconds >= soakSeconds, nextLookAt: after(now, wait) };
}

/** Keeps what the look showed for the next one, in the transaction that acts on it. */
export async function rememberCalm(tx: IncidentTransaction, calm: Calm | null): Promise<void> {
  await tx.db
    .updateTable("incidents")
    .set({ calm: calm === null ? null : JSON.stringify(calm) })
    .where("id", "=", tx.incident.id)
    .execute();
}

/** `needs-person`, `declined` and `observed` end after one soak without a symptom. */
export async function quietOrWait(
  deps: RemediationDeps,
  run: Run,
  incident: Incident,
  type: "quiet" | "watch-ended",
): Promise<void> {
  const quiet = await lookForQuiet(deps, run, incident);
  await deps.store.withClaim("close.commit", run.claim, async (tx) => {
    await rememberCalm(tx, quiet.calm);
    const { calm, seconds } = quiet;
    const input = { lastSymptomAt: tx.incident.lastSymptomAt, calm, seconds };
    if (!quiet.isQuiet) {
      const reason = calm === null ? "its symptoms go on" : "no symptom now; one soak of it must pass";
      await tx.advance(
        { type: "waiting", until: quiet.nextLookAt, reason },
        { text: reason, input, output: { until: quiet.nextLookAt } },
      );
      return;
    }
    const text = `no symptom for ${Math.round(seconds)} s`;
    await tx.advance({ type }, { text, input, output: { type } });
  });
}

async function calmOf(deps: RemediationDeps, incidentId: string): Promise<Calm | null> {
  const row = await deps.db
    .selectFrom("incidents")
    .select("calm")
    .where("id", "=", incidentId)
    .executeTakeFirst();
  return calmSchema.nullable().parse(row?.calm ?? null);
}
