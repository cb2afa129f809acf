import type { Finding } from "./finding.ts";
import type { Handover } from "./handover.ts";
import type { Plan } from "./plan.ts";

/** Everything that can happen to an incident. Times that an event carries are of our own clock. */
export type IncidentEvent =
  /**
   * A signal joined. `quietAt` is one soak from now: until then at least, an incident that absorbs its symptoms
   * (needs-person, or closed without a fix) goes on absorbing them.
   */
  | { type: "symptom"; summary: string; quietAt?: Date }
  | { type: "diagnosed"; finding: Finding }
  | { type: "self-resolved"; reason: string }
  | { type: "planned"; plan: Plan; approvalId: string | null; expiresAt: Date | null }
  /** Autonomy `observe`: the plan is stored with the verdict it would have had. */
  | { type: "observed"; plan: Plan; judgeAt: Date }
  | { type: "approved"; by: string }
  /** One of the two people who are wanted said yes; nothing is done before the other. */
  | { type: "first-approved"; by: string; reason: string }
  | { type: "rejected"; by: string; reason: string; quietAt: Date }
  /** The question stays open, and is put again at a time that the approval's row holds. */
  | { type: "not-now"; by: string; reason: string }
  | { type: "asked-again" }
  /** Half of the time to decide is over. */
  | { type: "escalated"; reason: string }
  /** A person goes on with it; the service plans nothing any more. */
  | { type: "taken-over"; by: string; reason: string; handover: Handover; quietAt: Date }
  /** A person wants nothing changed on its object until then; a change under way is proven or put back first. */
  | { type: "paused"; by: string; reason: string; until: Date }
  /** What it was, by the person who had it: `reason` holds their words. Nothing moves. */
  | { type: "answered"; by: string; reason: string }
  /** A person's lead: it is investigated again, whoever had it. */
  | { type: "hinted"; by: string; reason: string }
  | { type: "approval-expired" }
  | { type: "approval-void"; reason: string }
  | { type: "attempt-begun"; attemptId: string }
  /** Nothing was written: the object changed under us, or the server refused the dry run. */
  | { type: "not-applied"; reason: string }
  | { type: "applied"; checkAt: Date }
  | { type: "waiting"; until: Date; reason: string }
  | { type: "held"; reason: string; watchUntil: Date }
  /** `next` says whether our change is put back, or kept because it serves better than what was there. */
  | { type: "failed"; reason: string; next: "return" | "keep" }
  | { type: "superseded"; reason: string }
  | { type: "returned"; reason: string }
  | { type: "return-failed"; reason: string; handover: Handover; quietAt: Date }
  | { type: "handed-over"; handover: Handover; quietAt: Date }
  /** Sentences that a model added to the hand-over; none where it has no answer. Nothing else changes. */
  | { type: "explained"; explanation: NonNullable<Handover["explanation"]> }
  /** The object at fault has an incident of its own; this one looks again at `lookAt`, or when that one ends. */
  /** A storm: nothing is looked for or changed here before it is over; `rootId` answers for all of them. */
  | { type: "held-back"; rootId: string; until: Date; reason: string }
  | { type: "linked"; rootId: string; finding: Finding; lookAt: Date }
  /** The root was fixed and the symptoms are gone with it. */
  | { type: "fixed-through"; rootId: string; reason: string; watchUntil: Date }
  /** The API server would take the change, and the service is set to write nothing. */
  | { type: "dry-run"; reason: string; judgeAt: Date }
  /** A person said so on a card; whether it can be is looked at next. */
  | { type: "undo-asked"; by: string; reason: string }
  /** It cannot be, and nothing has changed. */
  | { type: "undo-refused"; reason: string }
  /** A person wants a fix that held undone; the plan for it goes the road of every other one. */
  | { type: "undo-planned"; plan: Plan; approvalId: string | null; expiresAt: Date | null }
  /** The fix is undone, as far as that could be proven. */
  | { type: "undone"; reason: string; quietAt: Date }
  | { type: "quiet" }
  | { type: "recurred"; reason: string }
  | { type: "watch-ended" }
  | { type: "merged"; into: string };
export type IncidentEventType = IncidentEvent["type"];
