import { type FindFaults, GRACE } from "./fault.ts";

/** Workloads whose pods are there and not ready, of which no event is sent. Rollouts have a condition of their own. */
export const workloadFaults: FindFaults = (world, { wasWell }) => {
  const awayNodes = [...world.all("Node")].filter(({ notReady }) => notReady !== undefined).length;
  const deployments = [...world.all("Deployment")].flatMap(({ ref, shape, available, isRolling, ready }) => {
    if (available?.status === "True") wasWell.add(ref.uid);
    if (available?.status !== "False" || shape.replicas === 0) return [];
    const grace = wasWell.has(ref.uid) ? 5 * 60 : GRACE.slow;
    return [
      {
        object: ref,
        symptom: "not-ready" as const,
        graceSeconds: isRolling ? GRACE.rolling : grace,
        state: String(ready),
        detail: `${ready} of ${shape.replicas} pods are ready`,
      },
    ];
  });
  // A DaemonSet asks for a pod on each node that it fits and tolerates: what it leaves out by design is not counted.
  const sets = [...world.all("StatefulSet"), ...world.all("DaemonSet")].flatMap(({ ref, shape, ready }) => {
    if (ready >= shape.replicas || awayNodes > 0) return [];
    // Its pods come one after the other: each that gets ready is progress.
    const state = String(ready);
    const detail = `${ready} of ${shape.replicas} pods are ready`;
    return [{ object: ref, symptom: "not-ready" as const, graceSeconds: GRACE.slow, state, detail }];
  });
  return [...deployments, ...sets];
};
