import type { Transaction } from "kysely";
import type { EffectName } from "../core/effects.ts";
import type { Tables } from "../database/tables.ts";
import type { Incident } from "../domain/incident.ts";
import type { ObjectRef } from "../domain/object-ref.ts";
import type { Severity } from "../domain/severity.ts";
import type { SignalSource } from "../domain/signal.ts";
import type { DecisionRecord } from "./incident-store.ts";

export interface Opening {
  cluster: string;
  subject: ObjectRef;
  workload: ObjectRef | null;
  summary: string;
  /** Of the first signal; the metric's label. */
  source: SignalSource;
  /** When the first symptom was seen, by the clock of whoever saw it; absent where it was not a symptom that opened this. */
  seenAt?: Date;
  /** Of the worst signal; absent where no alert named one. Decides in what order incidents are looked at, and nothing else. */
  severity?: Severity;
}

export interface OpeningTransaction {
  readonly db: Transaction<Tables>;
  /** undefined where an undiagnosed incident of the subject is open already; then nothing was written. */
  open(opening: Opening, record: DecisionRecord): Promise<Incident | undefined>;
}

/** Opens incidents; correlation alone does so. */
export interface IncidentOpener {
  opening<T>(name: EffectName, work: (tx: OpeningTransaction) => Promise<T>): Promise<T>;
}
