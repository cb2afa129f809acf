import { holds } from "../objects/in-the-end.ts";
import { firstDeploy } from "../objects/release.ts";
import { container, deployment } from "../objects/workload.ts";
import type { Scenario } from "../scenario.ts";

/** Nodes, room, bounds and volumes, as public benchmarks change them under running workloads. */
export const UNSEEN_REPLICA_SET: Scenario[] = [
  {
    name: "unseen-replica-set-without-a-deployment",
    family: "images",
    needs: "nodes",
    play(vary) {
      const name = vary.name("legacy");
      const image = vary.image("legacy", "0.0.0-missing");
      const made = deployment(vary, name, { replicas: 2, containers: [container(vary, name, { image })] });
      return {
        ...firstDeploy(vary, [{ ...made, kind: "ReplicaSet" }]),
        images: [{ image, outcome: "not-found" }],
        expected: {
          outcome: "person",
          causes: ["image-not-found"],
          object: { kind: "ReplicaSet", name },
          finally: holds({ kind: "ReplicaSet", name }, "spec.replicas", 2),
        },
      };
    },
  },
];
