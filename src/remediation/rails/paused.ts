import type { Rail } from "./rail.ts";

/** A person wants nothing changed on the object for a time: as if autonomy were off for it. */
export const paused: Rail = ({ input }) =>
  input.paused === null ? undefined : { rule: "paused", reason: input.paused };
