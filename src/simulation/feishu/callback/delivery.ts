/** Where the presses of an application's cards are told. */
export type CallbackRoute =
  | { kind: "url"; url: string }
  /** In frames of this type, each payload split into so many parts. */
  | { kind: "long-connection"; frame: "event" | "card"; parts: number };

/** A request as it is sent, byte by byte. */
export interface Delivery {
  body: string;
  headers: Readonly<Record<string, string>>;
}

export interface Toast {
  type: "info" | "success" | "warning" | "error";
  content: string;
  i18n?: Readonly<Record<string, string>>;
}

/** What became of a press, as the person sees it. */
export type Outcome =
  /** The platform itself did not take it; nobody was told. */
  | { kind: "not-sent"; reason: string }
  | { kind: "opened"; url: string }
  /** `code` is the number that the client shows; `status` the HTTP status of the answer, where there was one. */
  | { kind: "failed"; code: number; reason: string; status?: number }
  | { kind: "answered"; toast: Toast | undefined; isCardReplaced: boolean };

/** A press and all that followed. */
export interface Answered {
  at: Date;
  appId: string;
  messageId: string;
  openId: string;
  element: string;
  /** The callback before it was encrypted; absent where nothing was sent. */
  plaintext: string | undefined;
  delivery: Delivery | undefined;
  outcome: Outcome;
  /** Milliseconds of the clock between the press and the answer. */
  tookMs: number;
}
