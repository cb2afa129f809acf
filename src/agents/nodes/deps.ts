import type { Clock } from "../../core/clock.ts";
import type { Ids } from "../../core/ids.ts";
import type { Logger } from "../../core/logger.ts";
import type { Tracing } from "../../core/tracing.ts";
import type { Material } from "../../diagnosis/computation/material.ts";
import type { Computed, Question } from "../../diagnosis/computation/question.ts";
import type { Diagnosis } from "../../diagnosis/diagnosis.ts";
import type { Attempt } from "../../domain/attempt.ts";
import type { Evidence } from "../../domain/evidence.ts";
import type { Finding } from "../../domain/finding.ts";
import type { Incident } from "../../domain/incident.ts";
import type { Note } from "../../domain/note.ts";
import type { Signal } from "../../domain/signal.ts";
import type { Hint } from "../../incidents/experience/question.ts";
import type { IncidentStore } from "../../incidents/incident-store.ts";
import type { AgentStep, StepRoad } from "../../incidents/keep-step.ts";
import type { Referrals } from "../../incidents/referrals.ts";
import type { Model } from "../../llm/model.ts";
import type { Metrics } from "../../metrics/metrics.ts";
import type { Remediation } from "../../remediation/remediation.ts";
import type { PythonRunner } from "../../sandbox/python-runner.ts";
import type { RunBudget } from "../budget.ts";

/** What earlier incidents of the same cause and shape taught, as evidence that is added to the finding. */
export interface PastExperience {
  /** The pattern of the object at fault; null where it could not be read. */
  shape: string | null;
  evidence: Evidence[];
}

export interface AgentDeps {
  store: IncidentStore;
  diagnosis: Diagnosis;
  remediation: Remediation;
  signalsOf(incidentId: string): Promise<Signal[]>;
  attemptsOf(incidentId: string): Promise<Attempt[]>;
  experienceOf(incident: Incident, finding: Finding, signal: AbortSignal): Promise<PastExperience>;
  hintsOf(incidentId: string): Promise<Hint[]>;
  model: {
    port: Model;
    /** How long an incident waits for its turn before it goes on without. */
    maxWaitSeconds: number;
  };
  /** In which people read the hand-over. */
  language: string;
  /** What others wrote about such a problem; empty where nothing was found. */
  notesOf(incident: Incident, finding: Finding, signals: Signal[], signal: AbortSignal): Promise<Note[]>;
  referrals: Referrals;
  /** Absent: nothing is computed, and incidents go on by rules alone. */
  python?: Pick<PythonRunner, "run"> | undefined;
  openQuestionsOf(incidentId: string): Promise<Question[]>;
  computedFor(incidentId: string, since: string): Promise<Computed[]>;
  /** Absent: steps are not kept for people. */
  steps?: { newId(): string; keep(step: AgentStep, road?: StepRoad): Promise<void> } | undefined;
  /** What the last look of the run that began then kept for a program to compute over. */
  materialFor(incidentId: string, since: string): Promise<Material>;
  ids: Ids;
  budget: RunBudget;
  quietSeconds: number;
  clock: Clock;
  metrics: Metrics;
  /** Absent: off. */
  tracing?: Tracing | undefined;
  logger: Logger;
}
