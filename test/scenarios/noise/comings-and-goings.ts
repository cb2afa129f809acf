import type { Behaviour } from "../../../src/simulation/kubelet/behaviour.ts";
import type { Pod } from "../../../src/simulation/store/objects.ts";
import { behaves } from "../objects/behaves.ts";
import { configMap, other, service } from "../objects/other-objects.ts";
import { caller, served } from "../objects/served.ts";
import { deployment } from "../objects/workload.ts";
import type { Activity } from "./activity.ts";
import { inNamespace } from "./cluster-hand.ts";

const ENDS_AFTER_SECONDS = 300;

/** A program that ends by itself once, and is there again a moment later. */
const rareRestarts: Activity = {
  name: "restarts that recover",
  async run({ vary, cluster, every, sleep, did }) {
    const containersOf = (name: string) =>
      (cluster.store.list("pods", vary.namespace) as Pod[])
        .filter(({ metadata }) => metadata.name.startsWith(`${name}-`))
        .flatMap(({ status }) => status?.containerStatuses ?? []);
    const hasStarted = (name: string) =>
      containersOf(name).some(({ state, restartCount }) => state.running !== undefined || restartCount > 0);
    const hasRestarted = (name: string) => containersOf(name).some(({ restartCount }) => restartCount > 0);
    // Several times in the shortest watch: a drain may take the pod away before it ends by itself.
    await every([300, 600], async () => {
      const name = vary.name();
      const crash: Behaviour = {
        ...{ kind: "crashes", afterMs: ENDS_AFTER_SECONDS * 1000, exitCode: 1 },
        log: ["lost the lease, bye"],
      };
      cluster.behave(behaves(vary, name, crash));
      await cluster.apply([deployment(vary, name)]);
      // How an instance ends is settled when it starts: the next one stays.
      while (!hasStarted(name)) await sleep(10);
      cluster.behave(behaves(vary, name, { kind: "runs-well" }));
      await sleep(ENDS_AFTER_SECONDS);
      if (hasRestarted(name)) did("restart that recovers");
    });
  },
};

/** Whole namespaces that come for a review and go with all that is in them. */
const previews: Activity = {
  name: "namespaces that come and go",
  async run({ vary, cluster, hand, every, sleep, did }) {
    await every([600, 900], async (time) => {
      const namespace = `${vary.namespace}-pr-${100 + time}`;
      const name = `preview${time}`;
      const of = { ...vary, namespace };
      await cluster.apply([
        configMap(of, `${name}-settings`, { MODE: "preview" }),
        service(of, name, { labels: vary.labels(name), port: 80 }),
        deployment(of, name, { replicas: 2 }),
      ]);
      await sleep(vary.integer(300, 600));
      await hand.remove(`/api/v1/namespaces/${namespace}`);
      did("namespace deleted with all that was in it");
    });
  },
};

/** What others call is replaced, and they notice for a moment. */
const dependencies: Activity = {
  name: "dependencies that are replaced",
  async run({ vary, cluster, hand, every, did }) {
    const back = served(vary, "auth", { replicas: 1 });
    const front = caller(vary, "web", [{ host: back.name, port: back.servicePort }]);
    const ports = [{ port: back.port }];
    cluster.behave(behaves(vary, back.name, { kind: "serves", ports, startsAfterMs: 12_000 }));
    cluster.behave(front.rule);
    const recreate = { ...back.app, spec: { ...back.app.spec, strategy: { type: "Recreate" } } };
    await cluster.apply([recreate, back.front, front.app]);
    await every([2300, 2900], async (time) => {
      const annotations = { "kubectl.kubernetes.io/restartedAt": `2026-03-02T10:00:0${time % 10}Z` };
      await hand.patch(inNamespace(vary.namespace, "apps/v1", `deployments/${back.name}`), {
        spec: { template: { metadata: { annotations } } },
      });
      did("dependency replaced");
    });
  },
};

/** What looks odd and is meant so, from the first minute to the last. */
const oddByDesign: Activity = {
  name: "oddities by design",
  async run({ vary, cluster, every }) {
    const [outside, asleep, batch] = [vary.name("partner"), vary.name("worker"), vary.name("batch")];
    await cluster.apply([
      other(vary, "v1", "Service", outside, {
        spec: { type: "ExternalName", externalName: "api.partner.example" },
      }),
      deployment(vary, asleep, { replicas: 0 }),
      other(vary, "policy/v1", "PodDisruptionBudget", batch, {
        spec: { minAvailable: 1, selector: { matchLabels: vary.labels(batch) } },
      }),
    ]);
    await every([3600, 3600], async () => {});
  },
};

export const COMINGS_AND_GOINGS: readonly Activity[] = [rareRestarts, previews, dependencies, oddByDesign];
