import type { Transaction } from "kysely";
import type { EffectName } from "../core/effects.ts";
import type { Tables } from "../database/tables.ts";
import type { Incident } from "../domain/incident.ts";
import type { IncidentEvent } from "../domain/transition.ts";

/** The right to advance one incident, until another worker claims it. */
export interface Claim {
  incidentId: string;
  epoch: number;
  /** The step of an agent that acts, named by what it writes in the audit. */
  step?: string;
}

/** A claim to run on an incident, with the name of its thread: the one that was asked for, or that of a run that crashed. */
export interface RunClaim extends Claim {
  threadId: string;
}

/** Thrown where a worker acts on an incident that another one has claimed since. Its effect must not happen. */
export class OvertakenError extends Error {
  override readonly name = "OvertakenError";
}

/** Why an event happened, for the audit: the decider's whole redacted input, its output, and one line for the timeline. */
export interface DecisionRecord {
  text: string;
  input: object;
  output: object;
}

/** One transaction with the incident's row locked. */
export interface IncidentTransaction {
  readonly db: Transaction<Tables>;
  /** The row as it is now, after the events so far. */
  readonly incident: Incident;
  /** transition() + row + audit + outbox + approval voiding + job, all in this transaction. Throws IllegalTransition. */
  advance(event: IncidentEvent, record: DecisionRecord): Promise<Incident>;
  /** Sends a statement whose answer decides nothing; the commit waits for it and fails with it. */
  send(statement: Promise<unknown>): void;
  /** An audit row without a change of status: "evidence", "experience", "note". */
  note(kind: string, record: DecisionRecord): Promise<void>;
}

export interface IncidentStore {
  read(incidentId: string): Promise<Incident | undefined>;
  /** Takes the next epoch; undefined when there is no such incident. */
  claim(incidentId: string): Promise<Claim | undefined>;
  /** The same, and names the run `threadId` where none that crashed has left its name. */
  claimRun(incidentId: string, threadId: string): Promise<RunClaim | undefined>;
  /** Throws OvertakenError before `work` runs when the claim is no longer the highest; nothing is committed when `work` throws. */
  withClaim<T>(name: EffectName, claim: Claim, work: (tx: IncidentTransaction) => Promise<T>): Promise<T>;
  /** For a decision or a signal from outside, which needs no claim: the row's lock orders it. */
  withLock<T>(
    name: EffectName,
    incidentId: string,
    work: (tx: IncidentTransaction) => Promise<T>,
  ): Promise<T>;
  /** Commits nothing; checks that the claim still holds, right before a write to the outside. */
  assertCurrent(claim: Claim): Promise<void>;
}
