import type { Investigator } from "./investigator.ts";

/** One line a kind. */
export const investigators: readonly Investigator[] = [];
