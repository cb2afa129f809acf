import { holds } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { nodes, nodeWith } from "../objects/nodes.ts";
import { typo } from "../objects/typo.ts";
import { container, deployment, nameOf } from "../objects/workload.ts";
import type { Scenario } from "../scenario.ts";

/** Pods that no node takes because of where they ask to run. */
export const PLACEMENT: Scenario[] = [
  {
    name: "node-selector-mistyped",
    family: "scheduling",
    needs: "simulated",
    play(vary) {
      const name = vary.name("index");
      const [key, value] = vary.pick([
        ["disktype", "nvme-local"],
        ["node-pool", "general-purpose"],
        ["acme.example/rack", "north-hall"],
      ]) as [string, string];
      const app = deployment(vary, name, { pod: { nodeSelector: { [key]: typo(vary, value) } } });
      return {
        before: neighbours(vary),
        steps: [{ afterSeconds: 0, apply: [app] }],
        cluster: { nodes: nodes(vary, 2, { labels: { [key]: value } }) },
        expected: {
          outcome: "proposed",
          causes: ["placement-impossible"],
          object: nameOf(app),
          finally: holds(nameOf(app), "status.readyReplicas", 1),
        },
      };
    },
  },
  {
    name: "node-affinity-to-a-zone-that-is-not-there",
    family: "scheduling",
    needs: "nodes",
    play(vary) {
      const name = vary.name("api");
      const zone = vary.pick(["eu-west-9z", "mars-1a", "dc7"]);
      const nodeSelectorTerms = [
        { matchExpressions: [{ key: "topology.kubernetes.io/zone", operator: "In", values: [zone] }] },
      ];
      const affinity = {
        nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
      };
      const app = deployment(vary, name, { pod: { affinity } });
      return {
        before: neighbours(vary),
        steps: [{ afterSeconds: 0, apply: [app] }],
        alert: { alertname: "KubePodNotReady", pod: `${name}*` },
        expected: {
          outcome: "proposed",
          causes: ["placement-impossible"],
          object: nameOf(app),
          finally: holds(nameOf(app), "status.readyReplicas", 1),
        },
      };
    },
  },
  {
    name: "anti-affinity-with-more-replicas-than-nodes",
    family: "scheduling",
    needs: "nodes",
    play(vary) {
      const name = vary.name("gateway");
      const term = {
        labelSelector: { matchLabels: vary.labels(name) },
        topologyKey: "kubernetes.io/hostname",
      };
      const app = deployment(vary, name, {
        replicas: 4,
        pod: {
          affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
        },
      });
      return {
        before: neighbours(vary),
        steps: [{ afterSeconds: 0, apply: [app] }],
        cluster: { nodes: nodes(vary, 2) },
        expected: { outcome: "proposed", causes: ["placement-impossible"], object: nameOf(app) },
      };
    },
  },
  {
    name: "taint-of-its-own-pool-not-tolerated",
    family: "scheduling",
    needs: "simulated",
    play(vary) {
      const name = vary.name("batch");
      const pool = vary.pick(["gpu", "ingest", "spot"]);
      const of = nodes(vary, 2);
      const special = { name: `${pool}-${vary.integer(1, 9)}`, labels: { "acme.example/pool": pool } };
      const app = deployment(vary, name, { pod: { nodeSelector: { "acme.example/pool": pool } } });
      const taints = [{ key: "dedicated", value: pool, effect: "NoSchedule" }];
      return {
        before: [nodeWith(special.name, { spec: { taints } }), ...neighbours(vary)],
        steps: [{ afterSeconds: 0, apply: [app] }],
        cluster: { nodes: [...of, special] },
        expected: {
          outcome: "proposed",
          causes: ["taint-not-tolerated"],
          object: nameOf(app),
          finally: holds(nameOf(app), "status.readyReplicas", 1),
        },
      };
    },
  },
  {
    name: "topology-spread-over-a-zone-without-room",
    family: "scheduling",
    needs: "simulated",
    play(vary) {
      const name = vary.name("api");
      const zones = vary.pick([
        ["zone-a", "zone-b"],
        ["eu-1a", "eu-1b"],
      ]);
      const key = "topology.kubernetes.io/zone";
      const of = nodes(vary, 2).map((one, at) => ({ ...one, labels: { [key]: zones[at] ?? "" } }));
      const [, second] = of;
      const constraint = {
        maxSkew: 1,
        topologyKey: key,
        whenUnsatisfiable: "DoNotSchedule",
        labelSelector: { matchLabels: vary.labels(name) },
      };
      const app = deployment(vary, name, {
        replicas: 4,
        containers: [container(vary, name, { resources: { requests: { cpu: "500m", memory: "64Mi" } } })],
        pod: { topologySpreadConstraints: [constraint] },
      });
      return {
        before: neighbours(vary),
        healthySeconds: 30,
        steps: [{ afterSeconds: 0, apply: [app] }],
        // One pod finds room in the second zone, so that the first may take two and no more.
        cluster: { nodes: [...of.slice(0, 1), { ...second, name: second?.name ?? "b", cpu: "900m" }] },
        expected: {
          outcome: "proposed",
          causes: ["spread-impossible"],
          object: nameOf(app),
          finally: holds(nameOf(app), "status.readyReplicas", 4),
        },
      };
    },
  },
];
