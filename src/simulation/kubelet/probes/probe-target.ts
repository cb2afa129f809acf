import type { Container } from "../../store/objects.ts";
import type { Answers } from "./answers.ts";

export type ProbeKind = "startup" | "liveness" | "readiness";

/** `error`: the probe could not be made; its result counts for nothing. */
export type ProbeOutcome = { result: "success" } | { result: "failure"; output: string } | { error: string };

export const SUCCESS: ProbeOutcome = { result: "success" };
export const failure = (output: string): ProbeOutcome => ({ result: "failure", output });

/** The container that a probe meets. */
export interface ProbeTarget {
  container: Container;
  podIP: string;
  answers: Answers;
  /** Since the start of its run. */
  elapsedMs: number;
  kind: ProbeKind;
  /** The only commands in its image, where that is known. */
  commands: readonly string[] | undefined;
}

/** Whether it says of itself that it is not ready. */
export const isRefusing = ({ answers, kind }: ProbeTarget): boolean =>
  kind === "readiness" && answers.isUnready === true;

export const isListening = ({ answers, elapsedMs }: ProbeTarget): boolean => elapsedMs >= answers.fromMs;
