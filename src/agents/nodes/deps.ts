import type { Clock } from "../../core/clock.ts";
import type { Logger } from "../../core/logger.ts";
import type { Diagnosis } from "../../diagnosis/diagnosis.ts";
import type { Attempt } from "../../domain/attempt.ts";
import type { Signal } from "../../domain/signal.ts";
import type { IncidentStore } from "../../incidents/incident-store.ts";
import type { Referrals } from "../../incidents/referrals.ts";
import type { Metrics } from "../../metrics/metrics.ts";
import type { Remediation } from "../../remediation/remediation.ts";
import type { RunBudget } from "../budget.ts";

/** What verified outcomes of the same shape taught: "SetMemoryLimit held 11 of 12 times". */
export interface PastExperience {
  lines: string[];
}

export interface AgentDeps {
  store: IncidentStore;
  diagnosis: Diagnosis;
  remediation: Remediation;
  signalsOf(incidentId: string): Promise<Signal[]>;
  attemptsOf(incidentId: string): Promise<Attempt[]>;
  experienceOf(incidentId: string): Promise<PastExperience>;
  referrals: Referrals;
  budget: RunBudget;
  quietSeconds: number;
  clock: Clock;
  metrics: Metrics;
  logger: Logger;
}
