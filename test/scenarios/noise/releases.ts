import { behaves } from "../objects/behaves.ts";
import { configMap, other, service } from "../objects/other-objects.ts";
import { container, daemonSet, deployment, statefulSet } from "../objects/workload.ts";
import type { Activity, Place } from "./activity.ts";
import { inNamespace } from "./cluster-hand.ts";

/** The same containers with another tag, time after time. */
const release = (place: Place, kind: string, name: string, time: number) =>
  place.hand.patch(inNamespace(place.vary.namespace, "apps/v1", `${kind}/${name}`), {
    spec: {
      template: {
        spec: { containers: [{ ...container(place.vary, name), image: imageOf(place, name, time) }] },
      },
    },
  });

const imageOf = ({ vary }: Place, name: string, time: number) => vary.image(name, `1.5.${time}`);

const goodReleases: Activity = {
  name: "releases with images that are good",
  async run(place) {
    const { vary, cluster } = place;
    const name = vary.name("web");
    cluster.behave(behaves(vary, name, { kind: "starts-slowly", readyAfterMs: 12_000 }));
    await cluster.apply([
      deployment(vary, name, { replicas: 3 }),
      service(vary, name, { labels: vary.labels(name), port: 80, targetPort: 8080 }),
      other(vary, "policy/v1", "PodDisruptionBudget", name, {
        spec: { maxUnavailable: 1, selector: { matchLabels: vary.labels(name) } },
      }),
    ]);
    await place.every([500, 900], async (time) => {
      await release(place, "deployments", name, time);
      place.did("release");
    });
  },
};

const slowRollouts: Activity = {
  name: "rollouts that are slow",
  async run(place) {
    const { vary, cluster } = place;
    const name = vary.name("search");
    cluster.behave(behaves(vary, name, { kind: "starts-slowly", readyAfterMs: 95_000 }));
    await cluster.apply([
      deployment(vary, name, { replicas: 3 }),
      service(vary, name, { labels: vary.labels(name), port: 9200 }),
    ]);
    await place.every([1500, 2100], async (time) => {
      await release(place, "deployments", name, time);
      place.did("slow rollout");
    });
  },
};

/** One pod after the other: each is away while it is replaced. */
const databases: Activity = {
  name: "StatefulSets and DaemonSets that are renewed",
  async run(place) {
    const { vary, cluster } = place;
    const [db, agent] = [vary.name("db"), vary.name("agent")];
    cluster.behave(behaves(vary, db, { kind: "starts-slowly", readyAfterMs: 40_000 }));
    await cluster.apply([
      service(vary, db, { labels: vary.labels(db), port: 5432 }, { clusterIP: "None" }),
      statefulSet(vary, db, { replicas: 3 }),
      daemonSet(vary, agent),
    ]);
    await place.every([2000, 2600], async (time) => {
      await release(place, "statefulsets", db, time);
      await release(place, "daemonsets", agent, time);
      place.did("renewal of a StatefulSet and a DaemonSet");
    });
  },
};

const pullHiccups: Activity = {
  name: "registries that do not answer for a minute",
  async run(place) {
    const { vary, cluster } = place;
    const name = vary.name("api");
    await cluster.apply([deployment(vary, name, { replicas: 2 })]);
    await place.every([1700, 2300], async (time) => {
      const forMs = vary.integer(35, 70) * 1000;
      cluster.image({ image: imageOf(place, name, time), outcome: "unavailable", forMs });
      await release(place, "deployments", name, time);
      place.did("pull hiccup");
    });
  },
};

/** New settings and a restart, as `kubectl rollout restart` does it. */
const newSettings: Activity = {
  name: "settings that change",
  async run(place) {
    const { vary, cluster, hand } = place;
    const name = vary.name("gateway");
    const settings = `${name}-settings`;
    const mounted = container(vary, name, { envFrom: [{ configMapRef: { name: settings } }] });
    await cluster.apply([
      configMap(vary, settings, { LEVEL: "0" }),
      deployment(vary, name, { replicas: 2, containers: [mounted] }),
    ]);
    await place.every([1100, 1500], async (time) => {
      await hand.patch(inNamespace(vary.namespace, "v1", `configmaps/${settings}`), {
        data: { LEVEL: String(time) },
      });
      const annotations = { "kubectl.kubernetes.io/restartedAt": `2026-03-02T09:00:0${time % 10}Z` };
      await hand.patch(inNamespace(vary.namespace, "apps/v1", `deployments/${name}`), {
        spec: { template: { metadata: { annotations } } },
      });
      place.did("change of settings");
    });
  },
};

export const RELEASES: readonly Activity[] = [
  goodReleases,
  slowRollouts,
  databases,
  pullHiccups,
  newSettings,
];
