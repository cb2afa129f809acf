import { z } from "zod";
import type { Sample } from "../facts.ts";
import type { PodFact } from "../objects/pod.ts";
import { type Collector, tolerant } from "./collector.ts";

export interface PrometheusAccess {
  url: string;
  fetch: typeof fetch;
}

const MAX_PODS = 50;
const TIMEOUT_MS = 5000;
const MAX_ANSWER_BYTES = 1024 * 1024;

export const answerSchema = z.object({
  status: z.literal("success"),
  data: z.object({
    result: z.array(
      z.object({
        metric: z.object({ pod: z.string(), container: z.string() }),
        value: z.tuple([z.number(), z.string()]),
      }),
    ),
  }),
});

/** The most that each container of these pods had in use within the last day, from one query. */
export async function collectPrometheus(
  collector: Collector,
  access: PrometheusAccess | undefined,
  scope: { namespace: string; pods: readonly PodFact[] },
): Promise<Sample[]> {
  if (access === undefined || scope.pods.length === 0) return [];
  return tolerant(collector, "memory use from Prometheus", {
    run: async () => samplesOf(await askPrometheus(collector, access, queryFor(scope))),
    fallback: [],
  });
}

/** One instant query, bounded in time and size. Throws where the answer is none. */
export async function askPrometheus(
  collector: Collector,
  { fetch: send, url }: PrometheusAccess,
  promql: string,
): Promise<unknown> {
  const query = new URL("api/v1/query", url.endsWith("/") ? url : `${url}/`);
  query.searchParams.set("query", promql);
  const response = await send(query, {
    signal: AbortSignal.any([collector.signal, AbortSignal.timeout(TIMEOUT_MS)]),
    redirect: "error",
  });
  if (!response.ok) throw new Error(`Prometheus answered ${response.status}`);
  const text = await response.text();
  if (text.length > MAX_ANSWER_BYTES) throw new Error("Prometheus answered with more than 1 MiB");
  return JSON.parse(text);
}

/** Names of pods and namespaces are DNS names; in a regular expression of RE2 only their dots need care. */
export function queryFor(scope: { namespace: string; pods: readonly Pick<PodFact, "name">[] }): string {
  return `max by (pod, container) (max_over_time(container_memory_working_set_bytes{${selectorFor(scope)}}[1d]))`;
}

/** The labels of cAdvisor's series of these pods' containers. */
export function selectorFor(scope: { namespace: string; pods: readonly Pick<PodFact, "name">[] }): string {
  const names = scope.pods
    .slice(0, MAX_PODS)
    .map(({ name }) => name)
    .filter(isDnsName)
    .map((name) => name.replaceAll(".", "[.]"));
  const namespace = isDnsName(scope.namespace) ? scope.namespace : "";
  return `namespace="${namespace}",container!="",container!="POD",pod=~"${names.join("|")}"`;
}
const isDnsName = (name: string) => /^[a-z0-9.-]{1,253}$/.test(name);

function samplesOf(answer: unknown): Sample[] {
  return answerSchema.parse(answer).data.result.flatMap(({ metric, value: [at, text] }) => {
    const bytes = Math.round(Number(text));
    if (!Number.isSafeInteger(bytes) || bytes <= 0) return [];
    return [{ ...metric, bytes, from: "prometheus" as const, at: new Date(at * 1000).toISOString() }];
  });
}
