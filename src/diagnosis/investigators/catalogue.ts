import type { Investigator } from "./investigator.ts";
import { node } from "./node.ts";

/** One line a kind. */
export const investigators: readonly Investigator[] = [node];
