import { readConfig } from "../../../src/config/config.ts";
import { isGiven } from "../../../src/config/read-environment.ts";
import type { Check, Seen } from "../../../src/doctor/check.ts";
import type { DoctorDeps } from "../../../src/doctor/doctor-deps.ts";
import type { ApiAnswer, ApiConnection, ApiRequest } from "../../../src/kubernetes/api-connection.ts";

export const NOW = new Date("2026-11-27T12:00:00Z");

/** What a check looks at, with an environment and answers of the test's. What is not given is never asked for. */
export function patient(env: Record<string, string> = {}, more: Partial<DoctorDeps> = {}): DoctorDeps {
  const never = (what: string) => () => {
    throw new Error(`${what} was asked for`);
  };
  return {
    config: readConfig(env),
    isGiven: (name) => isGiven(env, name),
    clock: { now: () => NOW, sleep: never("sleep"), wallMs: (ms) => ms },
    fetch: never("fetch"),
    nextId: () => "id-1",
    database: never("the database"),
    cluster: never("the cluster"),
    serviceUrl: "http://service.test",
    tokens: { webhook: null, operator: null },
    asked: { testAlert: false, feishuCard: false },
    ...more,
  };
}

export const run = (check: Check): Promise<readonly Seen[]> => check.run(new AbortController().signal);

type Answer = Partial<ApiAnswer> & { body?: unknown };

/** An API server that answers as the test says: by the request, 404 where it says nothing. */
export function apiOf(answer: (request: ApiRequest) => Answer | undefined) {
  const asked: ApiRequest[] = [];
  const connection: ApiConnection = {
    async send(request) {
      asked.push(request);
      const { code = 200, body = {}, text = JSON.stringify(body), date } = answer(request) ?? { code: 404 };
      return { code, text, date };
    },
    async open(request) {
      asked.push(request);
      const { code = 200 } = answer(request) ?? { code: 404 };
      return { code, body: new ReadableStream({ start: (controller) => controller.close() }) };
    },
  };
  return { cluster: () => connection, asked };
}

/** A fetch that answers JSON, or throws what it is given. */
export function fetchOf(
  answer: (url: URL, init: RequestInit | undefined) => { status?: number; body: unknown } | Error,
) {
  const send: typeof fetch = async (input, init) => {
    const given = answer(new URL(String(input)), init);
    if (given instanceof Error) throw given;
    return Response.json(given.body, { status: given.status ?? 200 });
  };
  return send;
}

/** Every status that was seen, and every remedy in one text. */
export function told(seen: readonly Seen[]) {
  return {
    statuses: seen.map(({ status }) => status),
    details: seen.map(({ detail }) => detail).join("\n"),
    remedies: seen.flatMap(({ remedy }) => (remedy === null ? [] : [remedy])).join("\n"),
  };
}
