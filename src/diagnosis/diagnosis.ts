import type { Attempt } from "../domain/attempt.ts";
import type { Evidence } from "../domain/evidence.ts";
import type { Finding } from "../domain/finding.ts";
import type { Incident } from "../domain/incident.ts";
import type { Signal } from "../domain/signal.ts";
import type { Material } from "./computation/material.ts";
import type { Computed, Question } from "./computation/question.ts";

export interface InvestigationInput {
  incident: Incident;
  signals: Signal[];
  /** Earlier attempts of this incident, oldest first: growth is judged by how runs changed with the limit. */
  attempts: Attempt[];
  /** Findings of other incidents that name this subject as the object at fault, newest first. */
  referrals?: Finding[];
  /** Answers to the questions that an investigation of the same run left open. */
  computed?: readonly Computed[];
}

/** What an investigation ends with; `self-resolved` is said with proof. */
export type Conclusion =
  | { kind: "finding"; finding: Finding; questions?: Question[]; material?: Material }
  | { kind: "healthy"; reason: string; evidence: Evidence[] }
  /** Waiting is right: a pod that has just started again, a rollout under way. */
  | { kind: "wait"; seconds: number; reason: string; evidence: Evidence[] };

export interface Diagnosis {
  /** Reads the cluster, bounded in calls, time and size, then concludes. Throws OperationError when the cluster cannot be read at all. */
  investigate(input: InvestigationInput, signal: AbortSignal): Promise<Conclusion>;
}
