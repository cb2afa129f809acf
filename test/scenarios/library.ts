import { ACCESS } from "./library/access.ts";
import { ATTACKS } from "./library/attacks.ts";
import { AUTOSCALING } from "./library/autoscaling.ts";
import { BUDGETS } from "./library/budgets.ts";
import { CLAIMS } from "./library/claims.ts";
import { COMPUTED } from "./library/computed.ts";
import { CONFIGURATION } from "./library/configuration.ts";
import { CONFIGURATION_FOR_A_PERSON } from "./library/configuration-for-a-person.ts";
import { CREDENTIALS } from "./library/credentials.ts";
import { FAULTS_AROUND } from "./library/faults-around.ts";
import { IMAGES } from "./library/images.ts";
import { IMAGES_FIRST_DEPLOY } from "./library/images-first-deploy.ts";
import { INGRESS } from "./library/ingress.ts";
import { JOBS } from "./library/jobs.ts";
import { MEMORY } from "./library/memory.ts";
import { MEMORY_AROUND } from "./library/memory-around.ts";
import { MEMORY_FOR_A_PERSON } from "./library/memory-for-a-person.ts";
import { NETWORK } from "./library/network.ts";
import { NODES } from "./library/nodes.ts";
import { NOTHING_WRONG } from "./library/nothing-wrong.ts";
import { ONE_ANSWER } from "./library/one-answer.ts";
import { ONE_CAUSE } from "./library/one-cause.ts";
import { PLACEMENT } from "./library/placement.ts";
import { PROBES } from "./library/probes.ts";
import { PROBES_FOR_A_PERSON } from "./library/probes-for-a-person.ts";
import { REFUSED } from "./library/refused.ts";
import { RELEASE } from "./library/release.ts";
import { RELEASE_FOR_A_PERSON } from "./library/release-for-a-person.ts";
import { RELEASE_SETTINGS } from "./library/release-settings.ts";
import { ROUTING_PORT } from "./library/routing-port.ts";
import { ROUTING_QUIET } from "./library/routing-quiet.ts";
import { ROUTING_SELECTOR } from "./library/routing-selector.ts";
import { RUN_AGAIN } from "./library/run-again.ts";
import { SCALE } from "./library/scale.ts";
import { SCHEDULING } from "./library/scheduling.ts";
import { STALE_CONFIGURATION } from "./library/stale-configuration.ts";
import { STUCK } from "./library/stuck.ts";
import { STUCK_PODS } from "./library/stuck-pods.ts";
import { TWO_FAULTS } from "./library/two-faults.ts";
import { UNSEEN_ACCESS_AND_JOBS } from "./library/unseen-access-and-jobs.ts";
import { UNSEEN_BOUNDS } from "./library/unseen-bounds.ts";
import { UNSEEN_CALLS } from "./library/unseen-calls.ts";
import { UNSEEN_LABELS_AND_ALERTS } from "./library/unseen-labels-and-alerts.ts";
import { UNSEEN_NODES } from "./library/unseen-nodes.ts";
import { UNSEEN_RELEASES } from "./library/unseen-releases.ts";
import { UNSEEN_REPLICA_SET } from "./library/unseen-replica-set.ts";
import { UNSEEN_RESTARTS } from "./library/unseen-restarts.ts";
import { UNSEEN_TRAPS } from "./library/unseen-traps.ts";
import { VOLUMES } from "./library/volumes.ts";
import type { Scenario } from "./scenario.ts";

/** All scenarios; a line a file. */
export const LIBRARY: readonly Scenario[] = [
  ...ATTACKS,
  ...AUTOSCALING,
  ...BUDGETS,
  ...CLAIMS,
  ...CONFIGURATION_FOR_A_PERSON,
  ...CONFIGURATION,
  ...IMAGES_FIRST_DEPLOY,
  ...IMAGES,
  ...INGRESS,
  ...JOBS,
  ...MEMORY_AROUND,
  ...MEMORY_FOR_A_PERSON,
  ...MEMORY,
  ...NOTHING_WRONG,
  ...ONE_ANSWER,
  ...PLACEMENT,
  ...PROBES_FOR_A_PERSON,
  ...PROBES,
  ...COMPUTED,
  ...REFUSED,
  ...RELEASE_FOR_A_PERSON,
  ...RELEASE_SETTINGS,
  ...RELEASE,
  ...ROUTING_PORT,
  ...ROUTING_QUIET,
  ...ROUTING_SELECTOR,
  ...SCALE,
  ...SCHEDULING,
  ...TWO_FAULTS,
  ...VOLUMES,
  ...ACCESS,
  ...CREDENTIALS,
  ...NETWORK,
  ...NODES,
  ...STUCK,
  ...STUCK_PODS,
  ...RUN_AGAIN,
  ...STALE_CONFIGURATION,
  ...ONE_CAUSE,
  ...FAULTS_AROUND,
  ...UNSEEN_RELEASES,
  ...UNSEEN_RESTARTS,
  ...UNSEEN_NODES,
  ...UNSEEN_BOUNDS,
  ...UNSEEN_REPLICA_SET,
  ...UNSEEN_CALLS,
  ...UNSEEN_ACCESS_AND_JOBS,
  ...UNSEEN_LABELS_AND_ALERTS,
  ...UNSEEN_TRAPS,
];
