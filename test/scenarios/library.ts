import { AUTOSCALING } from "./library/autoscaling.ts";
import { BUDGETS } from "./library/budgets.ts";
import { CLAIMS } from "./library/claims.ts";
import { INGRESS } from "./library/ingress.ts";
import { MEMORY } from "./library/memory.ts";
import { PLACEMENT } from "./library/placement.ts";
import { REFUSED } from "./library/refused.ts";
import { ROUTING_PORT } from "./library/routing-port.ts";
import { ROUTING_QUIET } from "./library/routing-quiet.ts";
import { ROUTING_SELECTOR } from "./library/routing-selector.ts";
import { SCALE } from "./library/scale.ts";
import { SCHEDULING } from "./library/scheduling.ts";
import { VOLUMES } from "./library/volumes.ts";
import type { Scenario } from "./scenario.ts";

/** All scenarios; a line a file. */
export const LIBRARY: readonly Scenario[] = [
  ...MEMORY,
  ...ROUTING_SELECTOR,
  ...ROUTING_QUIET,
  ...ROUTING_PORT,
  ...INGRESS,
  ...SCALE,
  ...BUDGETS,
  ...AUTOSCALING,
  ...SCHEDULING,
  ...PLACEMENT,
  ...REFUSED,
  ...CLAIMS,
  ...VOLUMES,
];
