import type { NoAnswerReason } from "../domain/model-reply.ts";

export type Kept =
  | { kind: "value"; value: unknown }
  | { kind: "none"; reason: NoAnswerReason; detail: string };

export type Taken =
  /** The question is the caller's to ask; `keep` or `release` ends it. */
  { state: "mine" } | { state: "asked-by-another" } | { state: "kept"; kept: Kept };

/**
 * Answers by the digest of their question, shared by replicas: the same question is asked once, whoever asks it, and a
 * run that goes on after a crash does not ask again.
 */
export interface AnswerStore {
  take(digest: string): Promise<Taken>;
  keep(digest: string, kept: Kept): Promise<void>;
  release(digest: string): Promise<void>;
}
