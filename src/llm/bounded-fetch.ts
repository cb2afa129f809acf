import { z } from "zod";
import { ProviderFailure, type ProviderFailureReason } from "./provider.ts";

/** An answer is a few kilobytes; a server that sends more does not send an answer. */
export const MOST_ANSWER_BYTES = 512 * 1024;

/**
 * A fetch that reads the whole body under a bound and gives every refusal its reason: what comes after it (parsers,
 * other people's retries) never sees an endless body or an error page. Redirects are not followed: they would carry the key away.
 */
export function boundedFetch(
  inner: typeof fetch,
  tell: (failure: ProviderFailure) => void,
  now: () => Date,
): typeof fetch {
  const fail = (failure: ProviderFailure): never => {
    tell(failure);
    throw failure;
  };
  return async (input, init) => {
    const response = await inner(input, { ...init, redirect: "manual" }).catch((cause: unknown) => {
      if (init?.signal?.aborted) throw cause;
      return fail(
        new ProviderFailure("the model's server cannot be reached", { reason: "unavailable", cause }),
      );
    });
    if (!response.ok) {
      const unsupported = response.status === 400 ? await unsupportedIn(response) : null;
      await response.body?.cancel().catch(() => {});
      return fail(refusalOf(response, now(), unsupported));
    }
    const body = await readBounded(response, MOST_ANSWER_BYTES).catch((cause: unknown) => {
      if (init?.signal?.aborted) throw cause;
      return fail(new ProviderFailure("the model's answer broke off", { reason: "unavailable", cause }));
    });
    if (body === undefined)
      return fail(
        new ProviderFailure(`the model's answer is over ${MOST_ANSWER_BYTES} bytes`, { reason: "too-large" }),
      );
    const refusal = refusalIn(body);
    if (refusal === undefined)
      return fail(
        new ProviderFailure("the model's server answered something else", { reason: "not-in-schema" }),
      );
    if (refusal !== "")
      return fail(new ProviderFailure("the model declined to answer", { reason: "refused" }));
    return new Response(body, { status: response.status, headers: response.headers });
  };
}

async function readBounded(response: Response, most: number): Promise<string | undefined> {
  if (response.body === null) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks).toString("utf8");
    size += value.byteLength;
    if (size > most) {
      await reader.cancel().catch(() => {});
      return undefined;
    }
    chunks.push(value);
  }
}

const completionSchema = z.looseObject({
  choices: z.array(z.looseObject({ message: z.looseObject({ refusal: z.string().nullish() }).optional() })),
});

/** What a model says in place of an answer; LangChain drops it. Undefined where the body is no completion. */
function refusalIn(body: string): string | undefined {
  try {
    const completion = completionSchema.safeParse(JSON.parse(body)).data;
    return completion && (completion.choices[0]?.message?.refusal ?? "");
  } catch {
    return undefined;
  }
}

/** What a server says of itself in an error is a few hundred bytes. */
const MOST_ERROR_BYTES = 16 * 1024;
const unsupportedSchema = z.looseObject({
  error: z.looseObject({ code: z.literal("unsupported_parameter"), param: z.string().max(64) }),
});

/** The name of the parameter that a model does not take. Source: OpenAI's and Azure's error of 400. */
async function unsupportedIn(response: Response): Promise<string | null> {
  try {
    const body: unknown = JSON.parse((await readBounded(response, MOST_ERROR_BYTES)) ?? "");
    return unsupportedSchema.safeParse(body).data?.error.param ?? null;
  } catch {
    return null;
  }
}

function refusalOf(response: Response, now: Date, unsupported: string | null): ProviderFailure {
  const { status } = response;
  return new ProviderFailure(`the model's server answered ${status}`, {
    reason: reasonOf(status),
    retryAfterMs: retryAfterMs(response.headers, now),
    unsupported,
  });
}

function reasonOf(status: number): ProviderFailureReason {
  if (status === 429) return "rate-limited";
  if (status === 401 || status === 403) return "unauthorised";
  return status >= 500 || status === 408 || status === 409 ? "unavailable" : "rejected";
}

/** RFC 9110, 10.2.3: seconds or a date; OpenAI's own `retry-after-ms` first. */
export function retryAfterMs(headers: Headers, now: Date): number | null {
  const own = Number(headers.get("retry-after-ms") ?? Number.NaN);
  if (Number.isFinite(own) && own >= 0) return own;
  const text = headers.get("retry-after");
  if (text === null) return null;
  const seconds = Number(text);
  if (text.trim() !== "" && Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}
