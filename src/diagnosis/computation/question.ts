import type { Json } from "../../core/json.ts";
import type {
  LogTemplates,
  MemoryTrend,
  ProbeTiming,
  RestartIntervals,
} from "../../sandbox/analyses/analysis-results.ts";
import type { EvidenceDraft } from "../candidate.ts";

/** What an investigation could not decide by its rules, and a computation over what it read may. */
export interface Question {
  analysis: "memory-trend" | "probe-timing" | "log-templates" | "restart-intervals";
  container: string;
  /** Redacted and bounded; kept in the audit beside the answer. */
  input: Json;
  /** Where the input comes from, for whoever wants to see it again. */
  source: string;
}

/** The answer to a question, with the evidence that shows it. */
export type Computed = { container: string; evidence: EvidenceDraft } & (
  | { analysis: "memory-trend"; result: MemoryTrend }
  | { analysis: "probe-timing"; result: ProbeTiming }
  | { analysis: "log-templates"; result: LogTemplates }
  | { analysis: "restart-intervals"; result: RestartIntervals }
);
