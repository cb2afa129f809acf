import { AIMessage, type BaseMessage, HumanMessage, SystemMessage } from "@langchain/core/messages";
import { ChatOpenAI } from "@langchain/openai";
import { z } from "zod";
import { boundedFetch } from "./bounded-fetch.ts";
import { type Completion, type Message, type Provider, ProviderFailure } from "./provider.ts";

export interface OpenAiSettings {
  /** Asked for with each question; undefined for servers that ask for none. */
  apiKey: () => string | undefined;
  /** Absent: OpenAI's own. */
  baseUrl: string | undefined;
  timeoutMs: number;
  responseFormat: "json_object" | "text";
  fetch: typeof fetch;
  now(): Date;
}

/** Any server that speaks OpenAI's chat completions: OpenAI, Azure's v1 address, vLLM, Ollama. Retries are not its own. */
export function createOpenAiProvider(settings: OpenAiSettings): Provider {
  /** Models that count their thoughts, too, though no name tells so: at Azure a model is called as its owner likes. */
  const thinking = new Set<string>();
  return {
    async complete(request) {
      const { model } = request;
      try {
        return await completed(settings, request, thinking.has(model));
      } catch (error) {
        const isBound = error instanceof ProviderFailure && error.unsupported === "max_tokens";
        if (!isBound || thinking.has(model)) throw error;
        thinking.add(model);
        return completed(settings, request, true);
      }
    },
  };
}

async function completed(
  settings: OpenAiSettings,
  { model, messages, maxOutputTokens, signal }: Parameters<Provider["complete"]>[0],
  isThinking: boolean,
): Promise<Completion> {
  const failures: ProviderFailure[] = [];
  const chat = new ChatOpenAI({
    model,
    apiKey: settings.apiKey() ?? "none",
    maxRetries: 0,
    timeout: settings.timeoutMs,
    streaming: false,
    ...(!isThinking && { maxTokens: maxOutputTokens }),
    modelKwargs: {
      ...(isThinking && { max_completion_tokens: maxOutputTokens }),
      ...(settings.responseFormat === "json_object" && { response_format: { type: "json_object" } }),
    },
    configuration: {
      baseURL: settings.baseUrl ?? "https://api.openai.com/v1",
      fetch: boundedFetch(settings.fetch, (failure) => failures.push(failure), settings.now),
    },
  });
  try {
    return completionOf(await chat.invoke(messages.map(asLangChain), { signal }));
  } catch (cause) {
    signal.throwIfAborted();
    const [failure] = failures;
    if (failure !== undefined) throw failure;
    throw new ProviderFailure("the model's answer cannot be read", { reason: "not-in-schema", cause });
  }
}

function asLangChain({ role, text }: Message): BaseMessage {
  if (role === "system") return new SystemMessage(text);
  return role === "user" ? new HumanMessage(text) : new AIMessage(text);
}

function completionOf(message: AIMessage): Completion {
  const usage = usageSchema.safeParse(message.usage_metadata).data;
  const { finish_reason: finish } = message.response_metadata as { finish_reason?: unknown };
  return {
    text: message.text,
    isCut: finish === "length",
    isRefusal: finish === "content_filter",
    tokens: usage === undefined ? null : { input: usage.input_tokens, output: usage.output_tokens },
  };
}

/** A server's own numbers are untrusted: they count towards the budget. */
const count = z.number().min(0).max(1e9).transform(Math.ceil);
const usageSchema = z.object({ input_tokens: count, output_tokens: count });
