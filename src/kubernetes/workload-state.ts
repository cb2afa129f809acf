import type { ObjectRef } from "../domain/object-ref.ts";
import type { WorkloadState } from "../domain/workload-state.ts";
import type { ClusterReader } from "./cluster-reader.ts";

/** What the verifier looks at, read in one go; undefined where the workload is not there. */
export function readWorkloadState(
  _reader: ClusterReader,
  _workload: ObjectRef,
  _signal: AbortSignal,
): Promise<WorkloadState | undefined> {
  return Promise.resolve(undefined);
}
