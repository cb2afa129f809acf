export type AttributeValue = string | number | boolean | readonly string[];
/** Undefined ones are left out. */
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>;

export interface SpanStart {
  name: string;
  /** `client`: a call to another program. */
  kind?: "internal" | "client";
  attributes?: Attributes;
  /** The incident whose trace begins or goes on with this span; all others are made within one, and nowhere else. */
  traceOf?: string;
}

export interface Span {
  set(attributes: Attributes): void;
}

/** Spans around what is done. Whatever becomes of them, the work's own outcome is what comes back. */
export interface Tracing {
  readonly isOn: boolean;
  /** Whether what is said to models and what they say may be in it. */
  readonly takesText: boolean;
  span<T>(start: SpanStart, work: (span: Span) => Promise<T>): Promise<T>;
}

const NO_SPAN: Span = { set: () => {} };

export const NO_TRACING: Tracing = {
  isOn: false,
  takesText: false,
  span: (_start, work) => work(NO_SPAN),
};
