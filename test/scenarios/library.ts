import { AUTOSCALING } from "./library/autoscaling.ts";
import { BUDGETS } from "./library/budgets.ts";
import { INGRESS } from "./library/ingress.ts";
import { MEMORY } from "./library/memory.ts";
import { ROUTING_PORT } from "./library/routing-port.ts";
import { ROUTING_QUIET } from "./library/routing-quiet.ts";
import { ROUTING_SELECTOR } from "./library/routing-selector.ts";
import { SCALE } from "./library/scale.ts";
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
];
