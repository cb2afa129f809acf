import type { ObjectRef } from "../../../src/domain/object-ref.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { type Road, refTo } from "./road.ts";

/** Deployment shop/NAME with one container under a limit of 100Mi. */
export function plainDeployment(name: string, more: Partial<KubernetesObject["metadata"]> = {}) {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "shop", ...more },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: "web",
              image: "registry.example.org/web:1",
              resources: { requests: { memory: "50Mi" }, limits: { memory: "100Mi" } },
            },
          ],
        },
      },
    },
  } satisfies KubernetesObject;
}

/** Applies the workload and waits until memory has ended one of its containers twice. */
export async function killed(road: Road, workload: KubernetesObject): Promise<ObjectRef> {
  await road.cluster.apply([workload]);
  const ref = refTo(await road.object(refTo(workload)));
  await road.until(async () => {
    const { items } = await road.reader.list(
      { apiVersion: "v1", kind: "Pod" },
      { namespace: ref.namespace },
      road.signal,
    );
    return items.some((pod) => {
      const status = pod.status as { containerStatuses?: { restartCount: number }[] } | undefined;
      return (status?.containerStatuses?.[0]?.restartCount ?? 0) >= 2;
    });
  });
  return ref;
}
