import { isReason } from "../../../src/core/errors.ts";
import type { Activity, Place } from "./activity.ts";

/** As `kubectl drain` does it: closed, then emptied through the eviction API, which a budget may hold up for a while. */
async function drain({ cluster, hand, sleep, did }: Place, node: string): Promise<void> {
  await hand.patch(`/api/v1/nodes/${node}`, { spec: { unschedulable: true } });
  const there = cluster.store
    .list("pods")
    .filter((pod) => (pod.spec as { nodeName?: string }).nodeName === node)
    .filter((pod) => !pod.metadata.ownerReferences?.some(({ kind }) => kind === "DaemonSet"));
  for (const { metadata } of there) {
    const { name, namespace = "" } = metadata;
    const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
    const body = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } };
    for (let tries = 0; tries < 60; tries += 1) {
      const refusal = await hand.post(`${path}/eviction`, body).catch((error: unknown) => error);
      if (refusal === undefined || isReason(refusal, "not-found")) break;
      await sleep(5);
    }
    did("eviction");
  }
}

const drains: Activity = {
  name: "nodes that are drained and opened again",
  async run(place) {
    const { vary, cluster, hand, every, sleep, did } = place;
    await every([900, 1300], async () => {
      const node = vary.pick(cluster.store.list("nodes")).metadata.name;
      await drain(place, node);
      await sleep(vary.integer(60, 240));
      await hand.patch(`/api/v1/nodes/${node}`, { spec: { unschedulable: null } });
      did("drain");
    });
  },
};

export const DRAINS: readonly Activity[] = [drains];
