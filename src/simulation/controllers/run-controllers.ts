import type { ApiMachinery } from "../api/api-machinery.ts";
import type { Pod } from "../store/objects.ts";
import { runAutoscaler } from "./autoscaler/run-autoscaler.ts";
import { runBudgetControllers } from "./budgets.ts";
import { runController } from "./controller.ts";
import { createCronJobController } from "./cron-job.ts";
import { createDaemonSetController } from "./daemon-set.ts";
import { createDeploymentController } from "./deployment.ts";
import { mirrorEndpoints } from "./endpoints/mirror-endpoints.ts";
import { runEndpointsController } from "./endpoints/run-endpoints-controller.ts";
import { runEventExpiry } from "./event-expiry.ts";
import { runGarbageCollector } from "./garbage-collector.ts";
import { createJobController } from "./job.ts";
import { runNamespaceContents } from "./namespace-contents.ts";
import { runNodeLifecycle } from "./nodes/run-node-lifecycle.ts";
import { createReplicaSetController } from "./replica-set.ts";
import { runScheduler } from "./scheduler/run-scheduler.ts";
import { createStatefulSetController } from "./stateful-set.ts";
import { runClaimController } from "./storage/run-claim-controller.ts";
import { runVolumeController } from "./storage/run-volume-controller.ts";

/** Starts everything that keeps the cluster as its objects say; the result stops it. */
export function runControllers(
  api: ApiMachinery,
  /** In cores or bytes; absent where the cluster has no metrics server. */
  usage?: (pod: Pod, resource: string) => number,
): () => void {
  const controllers = [
    createDeploymentController(api),
    createReplicaSetController(api),
    createReplicaSetController(api, "replicationcontrollers", "replication-controller"),
    createStatefulSetController(api),
    createDaemonSetController(api),
    createJobController(api),
    createCronJobController(api),
  ];
  const stops = [
    runNamespaceContents(api),
    runEventExpiry(api),
    runScheduler(api),
    runGarbageCollector(api),
    runEndpointsController(api),
    mirrorEndpoints(api),
    runBudgetControllers(api),
    runNodeLifecycle(api),
    runAutoscaler(api, usage),
    runClaimController(api),
    runVolumeController(api),
    ...controllers.map((controller) => runController(api, controller)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
