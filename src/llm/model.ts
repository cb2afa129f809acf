import type { z } from "zod";
import type { Asker, NoAnswerReason } from "../domain/model-reply.ts";

/** Instructions of ours; a version is raised with every change of the words. */
export interface Prompt {
  name: string;
  version: number;
  text: string;
}

/** Something that was read, with where it comes from. It is data: whatever it says, nothing follows from it. */
export interface DataPart {
  id: string;
  origin: string;
  text: string;
  /** Told beside the question, and no part of it: whoever asks the same with another background is given the same answer. */
  isBackground?: true;
}

/** A name of this cluster and the word that stands for it in what is sent; put back in what is answered. */
export interface Mask {
  name: string;
  word: string;
}

export interface Ask<T> {
  agent: Asker;
  incidentId: string;
  prompt: Prompt;
  data: readonly DataPart[];
  masks: readonly Mask[];
  /** Closed: what it does not allow is no answer. */
  schema: z.ZodType<T>;
  maxOutputTokens: number;
  signal: AbortSignal;
}

/** What the audit keeps of a question. */
export interface AskRecord {
  agent: Asker;
  prompt: string;
  model: string;
  /** Of all that was sent: where an answer had to be repaired, of both calls. */
  digest: string;
  inputTokens: number;
  outputTokens: number;
  /** In millionths of the currency of the prices; null where none is configured. */
  costMicros: number | null;
  ms: number;
  /** What was sent, where keeping it is configured. */
  sent?: string;
}

export type Reply<T> =
  | { kind: "answer"; value: T; isReused: boolean; record: AskRecord }
  | { kind: "none"; reason: NoAnswerReason; detail: string; retryAfterMs: number | null; record: AskRecord };

/** The one way to a language model. Whatever the model does is a reply; it throws for the caller's signal and the database alone. */
export interface Model {
  readonly isOn: boolean;
  ask<T>(ask: Ask<T>): Promise<Reply<T>>;
}
