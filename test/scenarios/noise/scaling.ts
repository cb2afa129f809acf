import { other, service } from "../objects/other-objects.ts";
import { container, deployment } from "../objects/workload.ts";
import type { Activity } from "./activity.ts";
import { inNamespace } from "./cluster-hand.ts";

const byHand: Activity = {
  name: "scaling by hand",
  async run({ vary, cluster, hand, every, did }) {
    const [web, batch] = [vary.name("web"), vary.name("batch")];
    await cluster.apply([
      deployment(vary, web, { replicas: 3 }),
      service(vary, web, { labels: vary.labels(web), port: 80 }),
      deployment(vary, batch, { replicas: 2 }),
    ]);
    const scale = (name: string, replicas: number) =>
      hand.patch(inNamespace(vary.namespace, "apps/v1", `deployments/${name}/scale`), { spec: { replicas } });
    await every([380, 700], async (time) => {
      await scale(web, vary.integer(1, 6));
      // Nothing sends to it: it may be put to sleep.
      await scale(batch, time % 3 === 0 ? 0 : 2);
      did("scaling by hand");
    });
  },
};

const byAutoscaler: Activity = {
  name: "autoscalers at work",
  async run({ vary, cluster, every, did }) {
    const name = vary.name("api");
    const resources = { requests: { cpu: "200m", memory: "64Mi" } };
    const load = (cpuMillicores: number) =>
      cluster.load({ namespace: vary.namespace, workload: name, cpuMillicores });
    load(300);
    await cluster.apply([
      deployment(vary, name, { replicas: 2, containers: [container(vary, name, { resources })] }),
      service(vary, name, { labels: vary.labels(name), port: 80 }),
      other(vary, "autoscaling/v2", "HorizontalPodAutoscaler", name, {
        spec: {
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
          minReplicas: 2,
          maxReplicas: 8,
          metrics: [
            {
              type: "Resource",
              resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } },
            },
          ],
        },
      }),
    ]);
    await every([600, 1000], async () => {
      load(vary.integer(200, 900));
      did("change of load");
    });
  },
};

export const SCALING: readonly Activity[] = [byHand, byAutoscaler];
