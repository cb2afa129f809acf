import type fc from "fast-check";

/** One door for what others wrote: what is given to it, and what must be true whatever that is. */
export interface Target {
  name: string;
  open(): Promise<OpenTarget>;
}

export interface OpenTarget {
  inputs: fc.Arbitrary<unknown>;
  /** Rejects where what must hold does not. */
  run(input: unknown): Promise<void>;
  close(): Promise<void>;
}

/** Ties what a target is given to what it takes. */
export function opened<T>(given: {
  inputs: fc.Arbitrary<T>;
  run(input: T): Promise<void>;
  close?(): Promise<void>;
}): OpenTarget {
  const { inputs, run, close = async () => {} } = given;
  return { inputs, run: (input) => run(input as T), close };
}
