import type { BenchResult } from "./measure.ts";

export interface BenchOptions {
  /** Runs that count; both sides are measured in each. */
  repeats: number;
  /** Few and short runs that show that the bench works and measure nothing. */
  isTiny: boolean;
  /** How much the larger side of a bench of growth holds; absent: as the bench says. */
  rows?: number;
  /** The API server's audit log, to check that it tells of the same requests. */
  auditLog?: string;
  /** The cluster to measure on; absent: a simulated one. */
  kubeconfig?: string;
  note(line: string): void;
  /** Aborted where the run is to end early: what was started is stopped, and nothing more is measured. */
  signal: AbortSignal;
}

export interface Bench {
  summary: string;
  /** What each case should reach, by the case's name. */
  goals: Readonly<Record<string, string>>;
  /** Runs where none are asked for; absent: as most benches have. */
  repeats?: number;
  run(options: BenchOptions): Promise<BenchResult>;
}
