import type { FeishuIds } from "../server/ids.ts";
import type { FeishuApp, FeishuState } from "../server/state.ts";

/** A request to the API after its token was found good. */
export interface Call {
  state: FeishuState;
  ids: FeishuIds;
  now: Date;
  /** Whose token it bears. */
  app: FeishuApp;
  /** Of the path, such as `message_id`. */
  parameters: Readonly<Record<string, string>>;
  query: URLSearchParams;
  body: Record<string, unknown>;
  bodyBytes: number;
}

/** One operation of the API. The scopes are alternatives: one of them is enough. */
export interface Operation {
  method: "GET" | "POST" | "PATCH" | "PUT";
  /** Such as "/open-apis/im/v1/messages/:message_id". */
  path: string;
  scopes: readonly string[];
  /** The `data` of its answer; throws a Refusal. */
  answer(call: Call): Record<string, unknown>;
}
