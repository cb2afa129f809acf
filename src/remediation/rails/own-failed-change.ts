import type { Rail } from "./rail.ts";

/** What did not hold is not written a second time under the name of a return. */
export const ownFailedChange: Rail = ({ input }) =>
  input.ownFailedChange == null ? undefined : { rule: "own-failed-change", reason: input.ownFailedChange };
