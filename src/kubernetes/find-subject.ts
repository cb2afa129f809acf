import type { ObjectRef } from "../domain/object-ref.ts";
import type { Suspect } from "../domain/signal.ts";
import type { ClusterReader } from "./cluster-reader.ts";

export type SubjectSearch =
  | { kind: "found"; subject: ObjectRef; workload: ObjectRef | null; note: string }
  | { kind: "nothing"; reason: string };

export interface SubjectFinder {
  find(suspect: Suspect, signal: AbortSignal): Promise<SubjectSearch>;
}

export function createSubjectFinder(_reader: ClusterReader): SubjectFinder {
  return { find: () => Promise.resolve({ kind: "nothing", reason: "the look-up is not there yet" }) };
}
