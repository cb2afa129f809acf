import type { Investigator } from "./investigator.ts";
import { node } from "./node.ts";
import { service } from "./service/service.ts";

/** One line a kind. */
export const investigators: readonly Investigator[] = [service, node];
