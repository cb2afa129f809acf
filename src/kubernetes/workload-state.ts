import type { ObjectRef } from "../domain/object-ref.ts";
import type { WorkloadState } from "../domain/workload-state.ts";
import type { ClusterReader, KubernetesObject } from "./cluster-reader.ts";
import { listControlled, selectorOf } from "./controlled-objects.ts";
import { generationOfJob, jobStateOf } from "./job-state.ts";
import { controllerOf } from "./kubernetes-object.ts";
import { healthOf } from "./object-health.ts";
import { podStateOf } from "./pod-state.ts";
import { targetOfDaemonSet, targetOfDeployment } from "./target-revision.ts";
import { numbersOf, statusOf } from "./workload-numbers.ts";

const POD = { apiVersion: "v1", kind: "Pod" };
const JOB = { apiVersion: "batch/v1", kind: "Job" };
/** The newest jobs tell how a CronJob does; older ones are history. */
const MAX_JOBS = 10;

type Parts = Pick<WorkloadState, "targetRevision" | "jobs"> & { pods: KubernetesObject[] };

/**
 * What the verifier looks at, read the same way before and after a change; undefined where the workload is not there,
 * or is of a kind that has no such state. Throws what the reader throws.
 */
export async function readWorkloadState(
  reader: ClusterReader,
  workload: ObjectRef,
  signal: AbortSignal,
): Promise<WorkloadState | undefined> {
  const readParts = Object.hasOwn(PARTS, workload.kind) ? PARTS[workload.kind] : undefined;
  const object = await reader.get(workload, signal);
  if (object === undefined) return undefined;
  if (readParts === undefined) return stateByHealth(reader, object, signal);
  const { pods, ...parts } = await readParts(reader, object, signal);
  const state = { ...numbersOf(object), ...parts, pods: pods.map(podStateOf), health: null };
  return object.kind === "Pod" ? { ...state, ...numbersOfPod(state) } : state;
}

/** An object without pods of its own: its health is all that there is to see. */
async function stateByHealth(
  reader: ClusterReader,
  object: KubernetesObject,
  signal: AbortSignal,
): Promise<WorkloadState | undefined> {
  const health = await healthOf(reader, object, signal);
  if (health === undefined) return undefined;
  const generation = object.metadata.generation ?? 0;
  return {
    ...stateOfNothing(),
    uid: object.metadata.uid ?? "",
    resourceVersion: object.metadata.resourceVersion ?? "",
    generation,
    observedGeneration: generation,
    health,
  };
}

/** Of an object that is not there. */
export function stateOfNothing(): WorkloadState {
  return {
    uid: "",
    resourceVersion: "",
    generation: 0,
    observedGeneration: 0,
    desiredReplicas: 0,
    updatedReplicas: 0,
    readyReplicas: 0,
    availableReplicas: 0,
    totalReplicas: 0,
    targetRevision: "",
    isProgressDeadlineExceeded: false,
    progressDeadlineSeconds: null,
    pods: [],
    health: { isWell: false, reason: "it is not there", measure: 0 },
    jobs: [],
  };
}

const PARTS: Record<
  string,
  (reader: ClusterReader, object: KubernetesObject, signal: AbortSignal) => Promise<Parts>
> = {
  Deployment: partsOfDeployment,
  StatefulSet: partsOfStatefulSet,
  DaemonSet: partsOfDaemonSet,
  Job: async (reader, job, signal) => ({
    targetRevision: "",
    pods: await podsOf(reader, job, [job], signal),
    jobs: [jobStateOf(job, job.metadata.generation ?? 0)],
  }),
  CronJob: partsOfCronJob,
  Pod: async (_reader, pod) => ({ targetRevision: "", pods: [pod], jobs: [] }),
};

async function partsOfDeployment(
  reader: ClusterReader,
  deployment: KubernetesObject,
  signal: AbortSignal,
): Promise<Parts> {
  const listed = listControlled(
    reader,
    {
      type: { apiVersion: "apps/v1", kind: "ReplicaSet" },
      namespace: deployment.metadata.namespace ?? "",
      labelSelector: selectorOf(deployment),
      controllers: uidsOf([deployment]),
    },
    signal,
  );
  const [replicaSets, pods] = await Promise.all([listed, podsOf(reader, deployment, listed, signal)]);
  return {
    targetRevision: targetOfDeployment(deployment, replicaSets, isObserved(deployment)),
    pods,
    jobs: [],
  };
}

async function partsOfStatefulSet(
  reader: ClusterReader,
  set: KubernetesObject,
  signal: AbortSignal,
): Promise<Parts> {
  const pods = await podsOf(reader, set, [set], signal);
  return { targetRevision: isObserved(set) ? statusOf(set).updateRevision : "", pods, jobs: [] };
}

async function partsOfDaemonSet(
  reader: ClusterReader,
  set: KubernetesObject,
  signal: AbortSignal,
): Promise<Parts> {
  const listed = listControlled(
    reader,
    {
      type: { apiVersion: "apps/v1", kind: "ControllerRevision" },
      namespace: set.metadata.namespace ?? "",
      labelSelector: selectorOf(set),
      controllers: uidsOf([set]),
    },
    signal,
  );
  const [revisions, pods] = await Promise.all([listed, podsOf(reader, set, [set], signal)]);
  return { targetRevision: targetOfDaemonSet(revisions, isObserved(set)), pods, jobs: [] };
}

async function partsOfCronJob(
  reader: ClusterReader,
  cronJob: KubernetesObject,
  signal: AbortSignal,
): Promise<Parts> {
  const namespace = cronJob.metadata.namespace ?? "";
  const { items } = await reader.list(JOB, { namespace }, signal);
  const jobs = items
    .filter((job) => controllerOf(job)?.uid === cronJob.metadata.uid)
    .map((job) => ({ job, state: jobStateOf(job, generationOfJob(job, cronJob)) }))
    .toSorted((a, b) => b.state.startedAt.localeCompare(a.state.startedAt))
    .slice(0, MAX_JOBS);
  const pods = await Promise.all(jobs.map(({ job }) => podsOf(reader, job, [job], signal)));
  return { targetRevision: "", pods: pods.flat(), jobs: jobs.map(({ state }) => state) };
}

function podsOf(
  reader: ClusterReader,
  selecting: KubernetesObject,
  controllers: readonly KubernetesObject[] | Promise<readonly KubernetesObject[]>,
  signal: AbortSignal,
): Promise<KubernetesObject[]> {
  const namespace = selecting.metadata.namespace ?? "";
  const labelSelector = selectorOf(selecting);
  return listControlled(
    reader,
    { type: POD, namespace, labelSelector, controllers: Promise.resolve(controllers).then(uidsOf) },
    signal,
  );
}

function uidsOf(objects: readonly KubernetesObject[]): ReadonlySet<string> {
  return new Set(objects.flatMap((object) => object.metadata.uid ?? []));
}

function isObserved(workload: KubernetesObject): boolean {
  const { generation, observedGeneration } = numbersOf(workload);
  return observedGeneration >= generation;
}

/** A bare pod is its own only replica. */
function numbersOfPod(state: Pick<WorkloadState, "pods">) {
  const ready = state.pods.filter((pod) => pod.isReady).length;
  return {
    desiredReplicas: 1,
    updatedReplicas: 1,
    readyReplicas: ready,
    availableReplicas: ready,
    totalReplicas: 1,
  };
}
