import type { ChatMessage, ChatRequest } from "./behaviour.ts";

/** What the real server answers in place of a completion. */
export interface Refused {
  status: number;
  error: { message: string; type: string; param: string | null; code: string | null };
}

const TAKEN = new Set([
  "model",
  "messages",
  "stream",
  "stream_options",
  "max_tokens",
  "max_completion_tokens",
  "temperature",
  "top_p",
  "n",
  "stop",
  "seed",
  "user",
  "response_format",
  "presence_penalty",
  "frequency_penalty",
  "logprobs",
  "top_logprobs",
  "logit_bias",
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "reasoning_effort",
  "verbosity",
  "store",
  "metadata",
  "service_tier",
  "prompt_cache_key",
  "safety_identifier",
]);
const ROLES = ["system", "developer", "user", "assistant", "tool"];

/** Refuses what OpenAI's chat completions refuse, in its words. Source: its API reference and its error codes. */
export function judgeRequest(
  request: { authorization: string | undefined; contentType: string | undefined; raw: string },
  known: { apiKey: string; models: readonly string[]; thinking?: readonly string[] },
): ChatRequest | Refused {
  if (request.authorization === undefined)
    return refused(401, "You didn't provide an API key.", { code: null });
  if (request.authorization !== `Bearer ${known.apiKey}`)
    return refused(401, "Incorrect API key provided.", { code: "invalid_api_key" });
  const body = bodyOf(request);
  if (body === undefined) return refused(400, "We could not parse the JSON body of your request.");
  const stranger = Object.keys(body).find((name) => !TAKEN.has(name));
  if (stranger !== undefined)
    return refused(400, `Unknown parameter: '${stranger}'.`, { param: stranger, code: "unknown_parameter" });
  if (typeof body.model !== "string") return refused(400, "you must provide a model parameter");
  if (!known.models.includes(body.model))
    return refused(404, `The model \`${body.model}\` does not exist or you do not have access to it.`, {
      code: "model_not_found",
    });
  return (
    messagesProblem(body.messages) ??
    numbersProblem(body, known.thinking) ??
    formatProblem(body) ??
    chatRequest(body)
  );
}

type Body = Record<string, unknown>;

function bodyOf({ contentType, raw }: { contentType: string | undefined; raw: string }): Body | undefined {
  if (!/^application\/json\b/i.test(contentType ?? "")) return undefined;
  try {
    const value: unknown = JSON.parse(raw);
    return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Body) : undefined;
  } catch {
    return undefined;
  }
}

function messagesProblem(messages: unknown): Refused | undefined {
  if (!Array.isArray(messages) || messages.length === 0)
    return refused(400, "Invalid 'messages': empty array.", { param: "messages", code: "empty_array" });
  for (const [index, message] of messages.entries()) {
    const { role, content } = message as Body;
    if (!ROLES.includes(String(role)))
      return refused(400, `Invalid value: '${String(role)}'.`, { param: `messages[${index}].role` });
    if (typeof content !== "string" && !Array.isArray(content))
      return refused(400, "Invalid type for 'content'.", { param: `messages[${index}].content` });
  }
  return undefined;
}

function numbersProblem(body: Body, thinking: readonly string[] = []): Refused | undefined {
  const most = body.max_completion_tokens ?? body.max_tokens;
  if (body.max_completion_tokens !== undefined && body.max_tokens !== undefined)
    return refused(400, "max_tokens and max_completion_tokens cannot both be set.", { param: "max_tokens" });
  if (most !== undefined && (!Number.isInteger(most) || Number(most) < 1))
    return refused(400, "Invalid 'max_tokens': integer below minimum value.", { param: "max_tokens" });
  const model = String(body.model);
  const isReasoning = /^(o\d|gpt-5)/.test(model) || thinking.includes(model);
  if (isReasoning && body.max_tokens !== undefined)
    return refused(400, "Unsupported parameter: 'max_tokens' is not supported with this model.", {
      param: "max_tokens",
      code: "unsupported_parameter",
    });
  const { temperature } = body;
  if (isReasoning && temperature !== undefined && temperature !== 1)
    return refused(400, "Unsupported value: 'temperature' does not support this value with this model.", {
      param: "temperature",
      code: "unsupported_value",
    });
  return undefined;
}

function formatProblem(body: Body): Refused | undefined {
  const { type } = (body.response_format ?? { type: "text" }) as Body;
  if (!["text", "json_object", "json_schema"].includes(String(type)))
    return refused(400, `Invalid value: '${String(type)}'.`, { param: "response_format.type" });
  const words = (body.messages as ChatMessage[]).map(({ content }) => JSON.stringify(content)).join(" ");
  if (type === "json_object" && !/json/i.test(words))
    return refused(
      400,
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
      { param: "messages" },
    );
  return undefined;
}

function chatRequest(body: Body): ChatRequest {
  const messages = (body.messages as { role: ChatMessage["role"]; content: unknown }[]).map(
    ({ role, content }) => ({ role, content: textOf(content) }),
  );
  const most = body.max_completion_tokens ?? body.max_tokens;
  return {
    model: String(body.model),
    messages,
    stream: body.stream === true,
    maxTokens: typeof most === "number" ? most : null,
  };
}

function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  const parts = content as { type?: unknown; text?: unknown }[];
  return parts.flatMap(({ type, text }) => (type === "text" ? [String(text)] : [])).join("\n");
}

function refused(
  status: number,
  message: string,
  { param = null, code = null }: { param?: string | null; code?: string | null } = {},
): Refused {
  const type = status === 401 ? "authentication_error" : "invalid_request_error";
  return { status, error: { message, type, param, code } };
}
