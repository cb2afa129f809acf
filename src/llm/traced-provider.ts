import type { Tracing } from "../core/tracing.ts";
import { type Completion, type Message, type Provider, ProviderFailure } from "./provider.ts";

/**
 * A span for each call to a model. Source of the names: OpenTelemetry's semantic conventions for GenAI spans (1.41; in
 * development). Any server may stand behind OpenAI's protocol, for which the conventions say `openai`.
 */
export function tracedProvider(inner: Provider, tracing: Tracing): Provider {
  if (!tracing.isOn) return inner;
  return {
    complete: (request) =>
      tracing.span(
        {
          name: `chat ${request.model}`,
          kind: "client",
          attributes: {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "openai",
            "gen_ai.request.model": request.model,
            "gen_ai.request.max_tokens": request.maxOutputTokens,
            "gen_ai.output.type": "json",
            ...(tracing.takesText && said(request.messages)),
          },
        },
        async (span) => {
          try {
            const completion = await inner.complete(request);
            span.set({
              "gen_ai.response.finish_reasons": [finishOf(completion)],
              "gen_ai.usage.input_tokens": completion.tokens?.input,
              "gen_ai.usage.output_tokens": completion.tokens?.output,
              ...(tracing.takesText && {
                "gen_ai.output.messages": messagesOf([{ role: "assistant", text: completion.text }]),
              }),
            });
            return completion;
          } catch (error) {
            if (error instanceof ProviderFailure) span.set({ "kube_autofix.failure": error.reason });
            throw error;
          }
        },
      ),
  };
}

const finishOf = ({ isCut, isRefusal }: Completion) =>
  isCut ? "length" : isRefusal ? "content_filter" : "stop";

const said = (messages: readonly Message[]) => ({
  "gen_ai.system_instructions": messagesOf(messages.filter(({ role }) => role === "system")),
  "gen_ai.input.messages": messagesOf(messages.filter(({ role }) => role !== "system")),
});

const messagesOf = (messages: readonly Message[]) =>
  JSON.stringify(messages.map(({ role, text }) => ({ role, parts: [{ type: "text", content: text }] })));
