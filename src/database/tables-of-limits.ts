/** Slots that requests to a channel have taken; those of the last minute. */
export interface ChannelRequestTable {
  channel: string;
  /** What the pace is of. */
  kind: string;
  at: Date;
}

/** Wrong tokens that are held against a caller. */
export interface WrongTokenTable {
  /** A door and an address. */
  caller: string;
  /** As it was at the time of the newest; it goes down with time. */
  held: number;
  at: Date;
}
