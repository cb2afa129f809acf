import type { ApprovalState } from "../../src/domain/approval.ts";
import type { AttemptResult } from "../../src/domain/attempt.ts";
import type { Incident } from "../../src/domain/incident.ts";
import type { ObjectRef } from "../../src/domain/object-ref.ts";
import type { Symptom } from "../../src/domain/symptom.ts";
import type { Table } from "../../src/domain/transition-steps.ts";
import type { Verdict } from "../../src/domain/verdict.ts";
import type { Phase } from "./phases.ts";

/** The object at fault: one field that matters, and what the API server keeps of it. */
export interface ObjectState {
  uid: number;
  generation: number;
  value: number;
  /** Ticks since it got this value, cut at OLDEST. */
  age: number;
  /** The attempt whose annotations it bears. */
  mark: string | null;
}

export interface Attempt {
  id: string;
  incident: number;
  digest: string;
  uid: number;
  from: number;
  to: number;
  preImage: number;
  approvalId: string | null;
  /** The attempt that it is to undo. */
  undoes: string | null;
  hasWritten: boolean;
  hasBegunReturn: boolean;
  hasReturned: boolean;
  /** In ticks from now. */
  rolledOutAt: number | null;
  result: AttemptResult | null;
  /** What really happened, which no row knows: how often the object was patched for it, and put back. */
  writes: number;
  returns: number;
}

export interface Approval {
  id: string;
  incident: number;
  digest: string;
  state: ApprovalState;
  /** In ticks from now. */
  expiresAt: number;
}

/** An alert on its way: what its sender knows (`isAnswered`), and what is in the database. */
export interface Signal {
  symptom: Symptom;
  isStored: boolean;
  isAnswered: boolean;
  incident: number | null;
  subject: ObjectRef;
  /** Of a signal that another incident raised about the object at fault: which, and for which end of that one's. */
  referral?: string;
}

/** A process that advances an incident, between two of its steps. */
export interface Worker {
  incident: number;
  epoch: number;
  phase: Phase;
}

export interface World {
  nature: Nature;
  incidents: readonly Incident[];
  attempts: readonly Attempt[];
  approvals: readonly Approval[];
  signals: readonly Signal[];
  workers: readonly (Worker | null)[];
  /** The incident that has the turn on the object. */
  turn: number | null;
  ledger: { foreign: number; ours: number | null; changes: number } | null;
  object: ObjectState;
  /** Our repairs that were really written since the last foreign value; what undoes one is none. */
  streak: number;
  /** A person stopped all changes. */
  isStopped: boolean;
  /** For so many ticks more a person wants nothing changed on the object. */
  pausedFor: number;
  /** The attempt that a person wants undone, until somebody looks at it. */
  wish: string | null;
  /** How often each may still happen. */
  left: { crashes: number; changes: number; stops: number; pauses: number; undos: number };
}

/** What is true of the cluster and of the policy, and what nobody knows beforehand. */
export interface Nature {
  name: string;
  /** Values with which the object is well for good, or for as long as a proof takes. */
  cures: Readonly<Record<number, "holds" | "briefly">>;
  verdict: Verdict["verdict"] | "observe";
  isFoundByModel: boolean;
  /**
   * Whether a second trouble of the same object has the first one's cause; or the first one's turns out to be the second's; or
   * the second is of another object, which is ill through the first.
   */
  second: "same" | "other" | "both-change" | "linked";
  onFailure: "return" | "keep";
}

/** What a step did that no row tells. */
export type Fact =
  | { kind: "begun"; attempt: Attempt }
  /** It is about to be written: what was looked at before holds from here on. */
  | { kind: "armed"; attempt: Attempt }
  | { kind: "write"; attempt: Attempt; before: ObjectState }
  | { kind: "return"; attempt: Attempt; before: ObjectState }
  | { kind: "ended"; attempt: Attempt; result: AttemptResult; seen: ObjectState | null }
  | { kind: "told"; attempt: Attempt }
  | { kind: "woken"; incident: Incident }
  | { kind: "fixed-through"; root: Incident };

export interface Step {
  name: string;
  world: World;
  facts: readonly Fact[];
  /** From outside: it need not ever happen. */
  isOutside?: boolean;
}

/** What keeps the parts outside of the transition right; each can be taken out. */
export interface Guards {
  fencing: boolean;
  freshGeneration: boolean;
  turns: boolean;
  storesBeforeAnswer: boolean;
  returnTestsValue: boolean;
  soak: boolean;
  maxChanges: boolean;
  personForModels: boolean;
  oneIdentity: boolean;
  seesOwnWrite: boolean;
  provenRoot: boolean;
  symptomPlansNothing: boolean;
  stopHoldsAttempts: boolean;
  stopHoldsWrites: boolean;
  pauseHolds: boolean;
  judgesUndo: boolean;
  remembersUndone: boolean;
  countsLateWrites: boolean;
  /** The guard at the API server, which knows the ledger. */
  admission: boolean;
}

export interface Model {
  table: Table;
  guards: Guards;
  takesOver: boolean;
}

export const SOAK = 1;
export const EXPIRY = 2;
export const WATCH = 2;
export const PAUSE = 2;
export const OLDEST = 3;
export const MAX_CHANGES = 2;

export function isIll({ nature }: World, { value, age }: ObjectState): boolean {
  const cure = nature.cures[value];
  return cure === undefined || (cure === "briefly" && age >= OLDEST);
}
