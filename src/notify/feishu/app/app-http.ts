import type { HttpInstance, HttpRequestOptions } from "@larksuiteoapi/node-sdk";
import { z } from "zod";
import { boundedText } from "../bounded-text.ts";
import { unreachable } from "../unreachable.ts";
import { checkAppAnswer } from "./app-answer.ts";

const answerSchema = z.looseObject({ code: z.number(), msg: z.string().catch("") });

/**
 * What the SDK sends its requests with: bounded in time and size, and its errors name a code and hold neither the
 * request nor the answer, for both may carry the app's secret or its token.
 */
export function createAppHttp(options: { fetch: typeof fetch; timeoutMs: number }): HttpInstance {
  const request = async <R>(given: HttpRequestOptions<unknown>): Promise<R> => {
    const { url = "", method = "GET", headers = {}, params = {}, data } = given;
    const address = new URL(url);
    for (const [name, value] of Object.entries(params)) address.searchParams.set(name, String(value));
    const response = await attempt(() =>
      options.fetch(address, {
        method: method.toUpperCase(),
        headers: { ...headers, "content-type": "application/json; charset=utf-8" },
        redirect: "manual",
        signal: AbortSignal.timeout(options.timeoutMs),
        ...(data !== undefined && { body: JSON.stringify(data) }),
      }),
    );
    const body = answerSchema.safeParse(jsonOf(await attempt(() => boundedText(response))));
    checkAppAnswer({
      status: response.status,
      headers: response.headers,
      code: body.data?.code,
      msg: body.data?.msg ?? "",
    });
    // The caller's own schema reads it.
    return body.data as R;
  };
  const as =
    (method: string) =>
    <R>(url: string, opts: HttpRequestOptions<never> = {}) =>
      request<R>({ ...opts, url, method });
  const withData =
    (method: string) =>
    <R>(url: string, data?: unknown, opts: HttpRequestOptions<never> = {}) =>
      request<R>({ ...opts, url, method, data });
  return {
    request: (opts) => request(opts),
    get: as("GET"),
    delete: as("DELETE"),
    head: as("HEAD"),
    options: as("OPTIONS"),
    post: withData("POST"),
    put: withData("PUT"),
    patch: withData("PATCH"),
  };
}

async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw unreachable(error, "asking Feishu's API");
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
