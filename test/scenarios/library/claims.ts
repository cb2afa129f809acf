import { neighbours } from "../objects/neighbours.ts";
import { nodes } from "../objects/nodes.ts";
import { claim, claimNamed, storageClass, using, volume } from "../objects/storage.ts";
import { nameOf } from "../objects/workload.ts";
import type { Scenario } from "../scenario.ts";

/** Claims that find no volume. Data is a person's: none of them is written. */
export const CLAIMS: Scenario[] = [
  {
    name: "claim-without-a-class-where-none-is-the-default",
    family: "storage",
    needs: "nodes",
    play(vary) {
      const name = vary.name("db");
      return {
        before: neighbours(vary),
        steps: [
          { afterSeconds: 0, apply: [claim(vary, `${name}-data`, "1Gi"), using(vary, name, `${name}-data`)] },
        ],
        cluster: {},
        expected: {
          outcome: "person",
          causes: ["claim-unbound"],
          object: claimNamed(`${name}-data`),
          alsoRight: { objects: [{ kind: "Deployment", name }] },
        },
      };
    },
  },
  {
    name: "claim-of-a-class-that-does-not-exist",
    family: "storage",
    needs: "nodes",
    play(vary) {
      const name = vary.name("store");
      const storageClassName = vary.pick(["fast-sdd", "gp4", "premium-rwo2"]);
      return {
        before: [storageClass(`${vary.namespace}-standard`), ...neighbours(vary)],
        steps: [
          {
            afterSeconds: 0,
            apply: [claim(vary, name, "5Gi", { storageClassName }), using(vary, name, name)],
          },
        ],
        alert: { alertname: "KubernetesPersistentvolumeclaimPending", persistentvolumeclaim: name },
        cluster: {},
        expected: {
          outcome: "person",
          causes: ["claim-unbound"],
          object: claimNamed(name),
          alsoRight: { objects: [{ kind: "Deployment", name }] },
        },
      };
    },
  },
  {
    // Size or access mode: the volumes that are there fit the class and not the claim.
    name: "claim-that-no-volume-fits",
    family: "storage",
    needs: "nodes",
    play(vary) {
      const name = vary.name("archive");
      const pv = `${vary.namespace}-vol`;
      const wants = vary.pick([
        { resources: { requests: { storage: "50Gi" } } },
        { accessModes: ["ReadWriteMany"], resources: { requests: { storage: "1Gi" } } },
      ]);
      return {
        before: [volume(`${pv}-1`, "2Gi"), volume(`${pv}-2`, "2Gi"), ...neighbours(vary)],
        healthySeconds: 20,
        steps: [
          {
            afterSeconds: 0,
            apply: [
              claim(vary, `${name}-pvc`, "1Gi", { storageClassName: "static", ...wants }),
              using(vary, name, `${name}-pvc`),
            ],
          },
        ],
        cluster: {},
        expected: {
          outcome: "person",
          causes: ["claim-unbound"],
          object: claimNamed(`${name}-pvc`),
          alsoRight: { objects: [{ kind: "Deployment", name }] },
        },
      };
    },
  },
  {
    name: "volume-in-a-zone-without-nodes",
    family: "storage",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("db");
      const key = "topology.kubernetes.io/zone";
      const terms = [{ matchExpressions: [{ key, operator: "In", values: ["zone-c"] }] }];
      const nodeAffinity = { required: { nodeSelectorTerms: terms } };
      const app = using(vary, name, name);
      return {
        before: [volume(`${name}-pv`, "1Gi", { nodeAffinity }), ...neighbours(vary)],
        healthySeconds: 20,
        steps: [{ afterSeconds: 0, apply: [claim(vary, name, "1Gi", { storageClassName: "static" }), app] }],
        cluster: { nodes: nodes(vary, 2, { labels: { [key]: "zone-a" } }) },
        expected: {
          outcome: "person",
          causes: ["placement-impossible", "claim-unbound", "volume-not-mounted"],
          object: nameOf(app),
          alsoRight: { objects: [claimNamed(name)] },
        },
      };
    },
  },
  {
    // A class that waits for its first consumer: a claim that nobody uses is Pending by design.
    name: "claim-that-waits-for-its-first-consumer",
    family: "storage",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("scratch");
      const storageClassName = `${vary.namespace}-local`;
      return {
        before: [
          storageClass(storageClassName, { volumeBindingMode: "WaitForFirstConsumer" }),
          ...neighbours(vary),
        ],
        healthySeconds: 20,
        steps: [{ afterSeconds: 0, apply: [claim(vary, name, "1Gi", { storageClassName })] }],
        cluster: {},
        withinSeconds: 900,
        expected: { outcome: "nothing", causes: [], object: null },
      };
    },
  },
  {
    name: "pod-that-names-a-claim-nobody-made",
    family: "storage",
    needs: "nodes",
    play(vary) {
      const name = vary.name("db");
      const app = using(vary, name, vary.name("data"));
      return {
        before: neighbours(vary),
        steps: [{ afterSeconds: 0, apply: [app] }],
        expected: { outcome: "person", causes: ["claim-missing"], object: nameOf(app) },
      };
    },
  },
];
