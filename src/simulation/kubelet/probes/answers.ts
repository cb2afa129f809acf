import type { ServedCommand, ServedPort } from "../behaviour.ts";

/** What a running container answers, to probes and to callers. */
export interface Answers {
  /** Since the start of the run: before, nothing listens. */
  fromMs: number;
  /** Absent: every port. */
  ports?: ServedPort[];
  commands?: ServedCommand[];
  /** Says of itself that it is not ready. */
  isUnready?: boolean;
}

export const ANSWERS_ALL: Answers = { fromMs: 0 };

export const servedOn = ({ ports }: Answers, port: number): ServedPort | undefined =>
  ports ? ports.find((served) => served.port === port) : { port };
