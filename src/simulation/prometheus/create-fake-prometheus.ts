import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { overSteps, parseQuery, stepsOf } from "./evaluate.ts";
import type { Series } from "./select-series.ts";

export interface FakePrometheus {
  readonly queries: string[];
  /** `url` is what PROMETHEUS_URL takes. */
  start(): Promise<{ url: string }>;
  stop(): Promise<void>;
}

const MOST_POINTS = 11_000;

/** A stand-in for Prometheus' HTTP API: instant queries and ranges, in the forms that the service asks in. */
export function createFakePrometheus(options: {
  nowSeconds: () => number;
  series: () => readonly Series[];
}): FakePrometheus {
  const queries: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://prometheus");
    if (request.method !== "GET" || !/^\/api\/v1\/query(_range)?$/.test(url.pathname))
      return void response.writeHead(404).end("404 page not found\n");
    const text = url.searchParams.get("query") ?? "";
    queries.push(text);
    const query = parseQuery(text);
    if (query === undefined)
      return refuse(
        response,
        `invalid parameter "query": 1:1: parse error: unexpected "${text.slice(0, 40)}"`,
      );
    const series = options.series();
    if (url.pathname.endsWith("_range")) {
      const [start, end, step] = ["start", "end", "step"].map((name) => Number(url.searchParams.get(name)));
      if (query.range !== undefined)
        return refuse(
          response,
          'invalid parameter "query": invalid expression type "range vector" for range query, must be Scalar or instant Vector',
        );
      if (start === undefined || end === undefined || !((step ?? 0) > 0) || end < start)
        return refuse(response, 'invalid parameter "end": end timestamp must not be before start time');
      if ((end - start) / (step ?? 1) > MOST_POINTS)
        return refuse(
          response,
          "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)",
        );
      return matrix(response, overSteps(query.instant, series, stepsOf(start, end, step ?? 1)));
    }
    const at = Number(url.searchParams.get("time") ?? options.nowSeconds());
    if (query.range !== undefined) {
      const { seconds, step } = query.range;
      const first = Math.floor((at - seconds) / step) * step + step;
      return matrix(response, overSteps(query.instant, series, stepsOf(first, at, step)));
    }
    const result = query
      .instant(series, at)
      .map(({ metric, values }) => ({ metric, value: [at, String(values)] }));
    succeed(response, { resultType: "vector", result });
  });
  return {
    queries,
    start: () =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(0, "127.0.0.1", () =>
          resolve({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
        );
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function matrix(response: ServerResponse, found: ReturnType<typeof overSteps>): void {
  const result = found.map(({ metric, values }) => ({
    metric,
    values: values.map(([at, value]) => [at, String(value)]),
  }));
  succeed(response, { resultType: "matrix", result });
}

const succeed = (response: ServerResponse, data: object) => json(response, 200, { status: "success", data });

const refuse = (response: ServerResponse, error: string) =>
  json(response, 400, { status: "error", errorType: "bad_data", error });

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
