/** How the server meets one request, beside what it refuses by itself. */
export type Behaviour =
  | { kind: "text"; text: string; latencyMs?: number; finish?: "stop" | "length" | "content_filter" }
  | { kind: "refusal"; text: string }
  | { kind: "status"; status: number; retryAfter?: string }
  /** Says 200, and then no JSON. */
  | { kind: "malformed" }
  /** The body ends in the middle, and the connection with it. */
  | { kind: "truncated"; text: string }
  /** Never an end: a body that goes on and on, or a line that stays silent. */
  | { kind: "endless" }
  | { kind: "silent" }
  /** A right answer, one character at a time. */
  | { kind: "drip"; text: string; everyMs: number }
  | { kind: "huge"; bytes: number };

export interface ChatMessage {
  role: "system" | "developer" | "user" | "assistant";
  content: string;
}

/** A request that the real server would take. */
export interface ChatRequest {
  model: string;
  messages: ChatMessage[];
  stream: boolean;
  maxTokens: number | null;
}

/** Sees the request alone: never scenario, seed or expectation. */
export type Script = (request: ChatRequest, count: number) => Behaviour | Promise<Behaviour>;
