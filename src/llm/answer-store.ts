import type { NoAnswerReason } from "../domain/model-reply.ts";

export type Kept =
  | { kind: "value"; value: unknown }
  | { kind: "none"; reason: NoAnswerReason; detail: string };

export type Taken =
  /** The question is the caller's to ask; `keep` or `release` ends it. */
  { state: "mine" } | { state: "asked-by-another" } | { state: "kept"; kept: Kept };

/**
 * Answers by the key of their question, shared by replicas: the same question is asked once, whoever asks it, and a
 * run that goes on after a crash does not ask again.
 */
export interface AnswerStore {
  take(key: string): Promise<Taken>;
  keep(key: string, kept: Kept): Promise<void>;
  release(key: string): Promise<void>;
}
