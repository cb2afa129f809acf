import { redact } from "../../core/redact.ts";
import type { Provider } from "../../llm/provider.ts";
import { ProviderFailure } from "../../llm/provider.ts";
import { type Check, failure, ok, type Seen, warning } from "../check.ts";
import type { DoctorDeps } from "../doctor-deps.ts";

const MAX_TOKENS = 256;
const QUESTION = 'Answer with this JSON object and nothing else: {"ok": true}';

/** One question of a few tokens to each model that is named. */
export function modelCheck({
  config,
  provider,
}: Pick<DoctorDeps, "config"> & { provider: Provider | undefined }): Check {
  return {
    name: "model",
    needs: ["configuration"],
    async run(signal) {
      if (provider === undefined) return [ok("none is configured: rules alone decide what is found")];
      const names = [...new Set(Object.values(config.model.names))];
      return Promise.all(names.map((name) => asked(provider, name, signal)));
    },
  };
}

async function asked(provider: Provider, model: string, signal: AbortSignal): Promise<Seen> {
  try {
    const messages = [{ role: "user" as const, text: QUESTION }];
    const { text, isRefusal } = await provider.complete({
      model,
      messages,
      maxOutputTokens: MAX_TOKENS,
      signal,
    });
    if (isRefusal) return warning(`${model} refuses to answer`, "see the rules of the server for content");
    return /"ok"\s*:\s*true/.test(text)
      ? ok(`${model} answers`)
      : warning(
          `${model} answers, but not with the JSON that it was asked for`,
          "set OPENAI_RESPONSE_FORMAT to json_object where the server knows it, or take another model",
        );
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ProviderFailure)) throw error;
    return failure(`${model}: ${redact(error.message)}`, REMEDIES[error.reason]);
  }
}

const REMEDIES: Readonly<Record<ProviderFailure["reason"], string>> = {
  "rate-limited": "raise the account's limits at the server, or lower MODEL_CONCURRENCY",
  unavailable: "see that OPENAI_BASE_URL can be reached from here; incidents go on without a model meanwhile",
  unauthorised: "correct OPENAI_API_KEY",
  rejected:
    "see that OPENAI_MODEL names a model of that server, and OPENAI_BASE_URL ends with its path (/v1)",
  refused: "see the rules of the server for content",
  "too-large": "see that OPENAI_BASE_URL is the address of a model's server",
  "not-in-schema": "see that OPENAI_BASE_URL ends with the path of the API (/v1)",
};
