import type { Calm } from "../../domain/calm.ts";
import type { ObjectRef } from "../../domain/object-ref.ts";
import type { WorkloadState } from "../../domain/workload-state.ts";
import type { IncidentTransaction } from "../../incidents/incident-store.ts";
import { readWorkloadState } from "../../kubernetes/workload-state.ts";
import type { Run } from "../remediation.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { calmAfter } from "../verify/calm.ts";

export interface CalmLook {
  /** Undefined where the object is gone, or has no pods of its own to look at. */
  state: WorkloadState | undefined;
  calm: Calm | null;
  /** Before the look: what is seen cannot be claimed of the time that reading it took. */
  at: Date;
}

/** One more look at what the pods show, joined to the looks before it. */
export async function lookForCalm(
  deps: RemediationDeps,
  run: Run,
  { target, purpose }: { target: ObjectRef; purpose: string },
): Promise<CalmLook> {
  const at = deps.clock.now();
  const state = await readWorkloadState(deps.reader, target, run.signal);
  const row = await deps.db
    .selectFrom("incidents")
    .select("calm")
    .where("id", "=", run.claim.incidentId)
    .executeTakeFirst();
  const known = row?.calm ?? null;
  const now = deps.clock.now();
  return { state, calm: state === undefined ? null : calmAfter(known, { purpose, state, now }), at };
}

/** Keeps the look for the next one, in the transaction that decides on it. */
export async function keepCalm(tx: IncidentTransaction, calm: Calm | null): Promise<void> {
  await tx.db
    .updateTable("incidents")
    .set({ calm: calm === null ? null : JSON.stringify(calm) })
    .where("id", "=", tx.incident.id)
    .execute();
}
