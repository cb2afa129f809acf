import { beyondBounds } from "../policy/bounds.ts";
import { overBounds } from "../sizing/bounds.ts";
import type { Rail } from "./rail.ts";

/** No change beyond its bounds, and no memory limit beyond the room that there is, whatever the rules say. */
export const withinBounds: Rail = ({ input, memoryBounds, bounds }) => {
  // What stood there before the repair is no new value, and may be lower.
  if (input.draft.undoes !== undefined) return undefined;
  for (const action of input.draft.actions) {
    const beyond = beyondBounds(bounds, action);
    if (beyond !== undefined) return { rule: "action-bounds", reason: beyond };
    if (action.type !== "SetMemoryLimit" && action.type !== "ResizePod") continue;
    const foreign = input.memory?.foreignLimitBytes ?? action.parameters.fromLimitBytes;
    const over = overBounds(memoryBounds, foreign, action.parameters.toLimitBytes);
    if (over !== undefined) return { rule: "memory-bounds", reason: over };
    if (input.memory !== null && input.memory.noRoom !== null)
      return { rule: "memory-room", reason: input.memory.noRoom };
    if (action.parameters.toLimitBytes < action.parameters.fromLimitBytes)
      return { rule: "memory-never-lower", reason: "a repair never lowers a memory limit" };
  }
  return undefined;
};
