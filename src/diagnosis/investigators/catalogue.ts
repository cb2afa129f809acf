import { autoscaler } from "./autoscaler.ts";
import { budget } from "./budget.ts";
import { claim } from "./claim.ts";
import { configMap } from "./config-map.ts";
import { ingress } from "./ingress.ts";
import type { Investigator } from "./investigator.ts";
import { namespace } from "./namespace.ts";
import { node } from "./node.ts";
import { persistentVolume } from "./persistent-volume.ts";
import { quota } from "./quota.ts";
import { service } from "./service/service.ts";

/** One line a kind. */
export const investigators: readonly Investigator[] = [
  service,
  ingress,
  autoscaler,
  budget,
  claim,
  node,
  namespace,
  quota,
  configMap,
  persistentVolume,
];
