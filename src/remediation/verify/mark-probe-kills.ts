import { z } from "zod";
import { isReason } from "../../core/errors.ts";
import type { PodState, WorkloadState } from "../../domain/workload-state.ts";
import type { ClusterReader } from "../../kubernetes/cluster-reader.ts";

/** Events are read for so many pods at most: one failed pod decides a proof. */
const MOST_PODS = 5;
/** Ended by the kubelet: in good order, by SIGKILL or by SIGTERM. */
const EXIT_CODES = [0, 137, 143];

const eventSchema = z.looseObject({
  reason: z.string().nullish(),
  message: z.string().nullish(),
  note: z.string().nullish(),
});
/** From the kubelet, word for word: pkg/kubelet/kuberuntime/kuberuntime_manager.go. */
const KILLED_BY_PROBE = /^Container (\S+) failed (?:liveness|startup) probe/;

/**
 * The state with the ends marked that a liveness or startup probe made: a SIGKILL of the kubelet's looks like one of the
 * kernel's, and a program that ends in good order leaves nothing but the event. Only ends that are new are asked about.
 */
export async function markProbeKills(
  reader: Pick<ClusterReader, "list">,
  given: { namespace: string; before: WorkloadState; state: WorkloadState },
  signal: AbortSignal,
): Promise<WorkloadState> {
  const { namespace, before, state } = given;
  const known = new Set(
    before.pods.flatMap(({ containers }) => containers.map(({ lastEnd }) => lastEnd?.id ?? "")),
  );
  const isAsked = ({ lastEnd }: PodState["containers"][number]) =>
    lastEnd !== null &&
    lastEnd.reason !== "OOMKilled" &&
    EXIT_CODES.includes(lastEnd.exitCode) &&
    !known.has(lastEnd.id);
  const asked = state.pods
    .filter(
      ({ containers, phase }) =>
        phase === "Running" && containers.some((one) => one.restartCount > 0 && isAsked(one)),
    )
    .slice(0, MOST_PODS);
  if (asked.length === 0) return state;
  const killed = new Map(
    await Promise.all(
      asked.map(
        async ({ name, uid }) =>
          [uid, await killedContainers(reader, { namespace, name, uid }, signal)] as const,
      ),
    ),
  );
  const mark = (pod: PodState): PodState => ({
    ...pod,
    containers: pod.containers.map((one) =>
      isAsked(one) && one.lastEnd !== null && killed.get(pod.uid)?.has(one.name)
        ? { ...one, lastEnd: { ...one.lastEnd, isByProbe: true } }
        : one,
    ),
  });
  return { ...state, pods: state.pods.map(mark) };
}

async function killedContainers(
  reader: Pick<ClusterReader, "list">,
  pod: { namespace: string; name: string; uid: string },
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  try {
    const fieldSelector = `involvedObject.name=${pod.name},involvedObject.uid=${pod.uid}`;
    const { items } = await reader.list(
      { apiVersion: "v1", kind: "Event" },
      { namespace: pod.namespace, fieldSelector },
      signal,
    );
    const names = items.flatMap((item) => {
      const event = eventSchema.safeParse(item).data;
      const match =
        event?.reason === "Killing" ? KILLED_BY_PROBE.exec(event.message ?? event.note ?? "") : null;
      return match?.[1] ?? [];
    });
    return new Set(names);
  } catch (error) {
    // Without the events an end is taken for what its exit code says, as before.
    if (isReason(error, "forbidden")) return new Set();
    throw error;
  }
}
