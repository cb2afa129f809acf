import type { Rail } from "./rail.ts";

/** The service never changes what it runs on itself: a bad change there would leave nobody to put it back. */
export const ownNamespace: Rail = ({ input }) =>
  input.ownNamespace !== "" &&
  input.draft.actions.some((action) => action.target.namespace === input.ownNamespace)
    ? { rule: "own-namespace", reason: `namespace ${input.ownNamespace} is this service's own` }
    : undefined;
