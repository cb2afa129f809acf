import { v7 } from "uuid";
import type { Clock } from "./clock.ts";

/** Makes identifiers that sort by the time at which they were made (UUID version 7, RFC 9562). */
export interface Ids {
  next(): string;
}

export function createIds(clock: Clock): Ids {
  return { next: () => v7({ msecs: clock.now().getTime() }) };
}

const TIME_DIGITS = 12;

/** When such an identifier was made: its first 48 bits are milliseconds. */
export function madeAt(id: string): Date {
  return new Date(Number.parseInt(id.replaceAll("-", "").slice(0, TIME_DIGITS), 16));
}
