import type { Cause } from "./cause.ts";
import type { Finding } from "./finding.ts";
import type { Handover } from "./handover.ts";
import type { ObjectRef } from "./object-ref.ts";
import type { Plan } from "./plan.ts";

export const INCIDENT_STATUSES = [
  "investigating",
  "awaiting-approval",
  "applying",
  "verifying",
  "rolling-back",
  "needs-person",
  "closed",
] as const;
export type IncidentStatus = (typeof INCIDENT_STATUSES)[number];

export const OUTCOMES = ["fixed", "self-resolved", "observed", "declined", "handed-over", "merged"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One problem of one subject: the row that everything else hangs on. */
export interface Incident {
  id: string;
  /** UID of the kube-system namespace. */
  cluster: string;
  subject: ObjectRef;
  /** The top controller of the subject where the subject is a pod's workload; null for a Service, a Node ... */
  workload: ObjectRef | null;
  status: IncidentStatus;
  outcome: Outcome | null;
  cause: Cause | null;
  confidence: number | null;
  summary: string;
  finding: Finding | null;
  plan: Plan | null;
  approvalId: string | null;
  attemptId: string | null;
  handover: Handover | null;
  mergedInto: string | null;
  /** The incident of the object at fault, where that is another one: this one plans nothing and is closed through it. */
  causedBy: string | null;
  openedAt: Date;
  closedAt: Date | null;
  lastSymptomAt: Date;
  /** When the incident must be looked at again; null when only an event from outside moves it. */
  dueAt: Date | null;
  /** Until when a closed incident still answers for its symptoms: recurrence of a fix, or quiet after a person took it. */
  watchUntil: Date | null;
  /** Fencing: the run that holds the highest epoch is the only one whose effects happen. */
  epoch: number;
  /** Number of audit rows so far. */
  sequence: number;
}
