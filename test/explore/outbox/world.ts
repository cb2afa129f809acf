/** A row of the outbox: one change of an incident, to be told on one channel. */
export interface Message {
  state: "pending" | "sending" | "sent" | "given-up";
  /** In ticks from now. */
  due: number;
}

/** A process that delivers, between two of its steps. */
export interface Deliverer {
  at: "chosen" | "sending" | "taken" | "refused";
  message: number;
  /** Whether its session of the database, and with it the channel's lock, is still there. */
  hasSession: boolean;
}

export interface OutboxWorld {
  nature: OutboxNature;
  /** Changes of the incident that are committed; the first asks a person. */
  changes: number;
  messages: readonly Message[];
  deliverers: readonly (Deliverer | null)[];
  /** What people saw, in order, by the number of the change. */
  seen: readonly number[];
  /** How often the one named point was met at which a message may be repeated. */
  excused: number;
  /** `isLate`: decided when the incident had gone on without it. */
  question: { state: "pending" | "decided" | "void"; decisions: number; isLate: boolean };
  left: {
    changes: number;
    crashes: number;
    lostAnswers: number;
    refusals: number;
    cuts: number;
    presses: number;
  };
}

export interface OutboxNature {
  name: string;
  /** Whether the channel tells a repeated message by its key. */
  hasKeys: boolean;
}

/** What keeps it right; each can be taken out. */
export interface OutboxGuards {
  oneTransaction: boolean;
  channelLock: boolean;
  recordsAfterAnswer: boolean;
  inOrder: boolean;
  triesAgain: boolean;
  sendsKeys: boolean;
  decidesOnce: boolean;
  voidsQuestion: boolean;
}

export interface OutboxStep {
  name: string;
  world: OutboxWorld;
  isOutside?: boolean;
}

export const OUTBOX_GUARDS: OutboxGuards = {
  oneTransaction: true,
  channelLock: true,
  recordsAfterAnswer: true,
  inOrder: true,
  triesAgain: true,
  sendsKeys: true,
  decidesOnce: true,
  voidsQuestion: true,
};

export const outboxWorld = (
  nature: OutboxNature,
  left: OutboxWorld["left"],
  deliverers = 2,
): OutboxWorld => ({
  ...{ nature, changes: 0, messages: [], seen: [], excused: 0, left },
  deliverers: Array.from({ length: deliverers }, () => null),
  question: { state: "pending", decisions: 0, isLate: false },
});
