import { pauseMark } from "./pause-until.ts";
import type { Rail } from "./rail.ts";

/** A person wants nothing changed on the object for a time: as if autonomy were off for it. */
export const paused: Rail = ({ input }) => {
  const { namespace, workload, now } = input.facts;
  const reason = input.paused ?? pauseMark(namespace, workload, now)?.reason;
  return reason === undefined ? undefined : { rule: "paused", reason };
};
