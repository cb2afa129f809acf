import type { Json } from "../core/json.ts";
import type { SandboxFailure } from "../domain/sandbox-result.ts";
import type { JsonShape } from "./json-shape.ts";

/** A program and what it may use. It defines `main(data)`, which gets the input and returns what the shape describes. */
export interface PythonProgram {
  code: string;
  input: Json;
  outputSchema: JsonShape;
  limits?: Partial<PythonLimits>;
}

export interface PythonLimits {
  /** Wall time of the program itself, once its interpreter is ready. */
  timeoutMs: number;
  outputBytes: number;
}

export type PythonOutcome =
  | { kind: "result"; value: Json }
  /** The message is bounded and cleaned, and fit to be shown: Python's own words, or ours. */
  | { kind: "failure"; failure: SandboxFailure; message: string };

/** Runs Python that nobody trusts. A failure is an answer, never an exception: whoever asks goes on without. */
export interface PythonRunner {
  run(program: PythonProgram, signal?: AbortSignal): Promise<PythonOutcome>;
  /** Ends what runs and what stands ready. */
  close(): Promise<void>;
}
