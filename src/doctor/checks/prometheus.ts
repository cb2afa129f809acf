import { z } from "zod";
import { messageOf } from "../../core/errors.ts";
import { redact } from "../../core/redact.ts";
import { type Check, failure, ok, type Seen, warning } from "../check.ts";
import type { DoctorDeps } from "../doctor-deps.ts";

const answerSchema = z.object({
  status: z.literal("success"),
  data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }),
});

/** The series that memory is judged by; any value will do. */
const MEMORY = 'count(container_memory_working_set_bytes{container!="",container!="POD"})';

export function prometheusCheck({
  config,
  fetch: send,
  cluster,
}: Pick<DoctorDeps, "config" | "fetch" | "cluster">): Check {
  const { url } = config.prometheus;
  return {
    name: "prometheus",
    needs: ["configuration"],
    run: async (signal) => [
      url === undefined ? await metricsApi(cluster(), signal) : await askedAt(send, url, signal),
    ],
  };
}

async function askedAt(send: typeof fetch, url: string, signal: AbortSignal): Promise<Seen> {
  const query = new URL("api/v1/query", url.endsWith("/") ? url : `${url}/`);
  query.searchParams.set("query", MEMORY);
  const remedy =
    "set PROMETHEUS_URL to the address of its API, which this machine must reach without a token";
  try {
    const response = await send(query, { redirect: "error", signal });
    if (!response.ok) return failure(`Prometheus answers ${response.status}`, remedy);
    const answer = answerSchema.safeParse(await response.json().catch(() => null)).data;
    if (answer === undefined) return failure("what answers is not the API of Prometheus", remedy);
    const series = Number(answer.data.result[0]?.value[1] ?? 0);
    return series > 0
      ? ok(`Prometheus answers; it has the memory of ${series} containers`)
      : warning(
          "Prometheus answers and has no series of cAdvisor (container_memory_working_set_bytes)",
          "let it scrape the kubelets' /metrics/cadvisor; without it limits are sized by kills alone",
        );
  } catch (error) {
    signal.throwIfAborted();
    return failure(`Prometheus is not reached: ${redact(messageOf(error))}`, remedy);
  }
}

/** What stands in where no Prometheus is configured. */
async function metricsApi(connection: ReturnType<DoctorDeps["cluster"]>, signal: AbortSignal): Promise<Seen> {
  const { code } = await connection.send({
    verb: "get",
    path: "/apis/metrics.k8s.io/v1beta1",
    what: "see whether the metrics API is served",
    signal,
  });
  return code === 200
    ? ok("PROMETHEUS_URL is not set; the metrics API is asked in its place")
    : warning(
        "neither Prometheus nor the metrics API is there: memory limits are sized by kills alone",
        "set PROMETHEUS_URL, or install metrics-server",
      );
}
