import { v7 } from "uuid";
import type { Clock } from "./clock.ts";

/** Makes identifiers that sort by the time at which they were made (UUID version 7, RFC 9562). */
export interface Ids {
  next(): string;
}

export function createIds(clock: Clock): Ids {
  return { next: () => v7({ msecs: clock.now().getTime() }) };
}
