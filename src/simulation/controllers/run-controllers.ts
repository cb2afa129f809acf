import type { ApiMachinery } from "../api/api-machinery.ts";
import { runController } from "./controller.ts";
import { createDeploymentController } from "./deployment.ts";
import { runGarbageCollector } from "./garbage-collector.ts";
import { createReplicaSetController } from "./replica-set.ts";
import { runScheduler } from "./scheduler.ts";

/** Starts everything that keeps the cluster as its objects say; the result stops it. */
export function runControllers(api: ApiMachinery): () => void {
  const stops = [
    runScheduler(api),
    runGarbageCollector(api),
    ...[
      createDeploymentController(api),
      createReplicaSetController(api),
      createReplicaSetController(api, "replicationcontrollers", "replication-controller"),
    ].map((controller) => runController(api, controller)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
