import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { queryFor, selectorFor } from "../../src/diagnosis/collectors/prometheus.ts";
import { runAnalysis } from "../../src/sandbox/analyses/run-analysis.ts";
import { createFakePrometheus } from "../../src/simulation/prometheus/create-fake-prometheus.ts";
import { lookAtObjects, objectsOf } from "../diagnosis/support/classic.ts";
import { container, MIB } from "../diagnosis/support/workload.ts";
import { openSandbox } from "../sandbox/sandbox-room.ts";

const TOOLS = ["/usr/bin/prometheus", "/usr/bin/promtool"];
const STEP_SECONDS = 15;
const RUN_POINTS = 40;

const NAME = "container_memory_working_set_bytes";
const LABELS = { namespace: "shop", pod: "web-a-1", container: "web" };

/** Four runs of ten minutes: each climbs from 20 MiB to the limit of 96 MiB, and begins anew. */
function pointsUntil(now: number): [number, number][] {
  const count = 4 * RUN_POINTS;
  return Array.from({ length: count }, (_, at) => {
    const mebibytes = 20 + ((at % RUN_POINTS) * 75) / RUN_POINTS;
    return [now - (count - at) * STEP_SECONDS, Math.round(mebibytes * MIB)];
  });
}

function openMetrics(points: readonly [number, number][]): string {
  const labels = Object.entries(LABELS).map(([name, value]) => `${name}="${value}"`);
  const lines = points.map(([seconds, bytes]) => `${NAME}{${labels.join(",")}} ${bytes} ${seconds}`);
  return ["# TYPE container_memory_working_set_bytes gauge", ...lines, "# EOF", ""].join("\n");
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function startPrometheus() {
  const folder = await mkdtemp(join(tmpdir(), "autofix-prometheus-"));
  const [samples, config, data] = ["samples.om", "config.yaml", "data"].map((name) => join(folder, name));
  if (samples === undefined || config === undefined || data === undefined) throw new Error("no folder");
  const points = pointsUntil(Math.floor(Date.now() / 1000));
  await writeFile(samples, openMetrics(points));
  await writeFile(config, "global: {}\n");
  execFileSync("/usr/bin/promtool", ["tsdb", "create-blocks-from", "openmetrics", samples, data]);
  const port = await freePort();
  const child = spawn(
    "/usr/bin/prometheus",
    [`--config.file=${config}`, `--storage.tsdb.path=${data}`, `--web.listen-address=127.0.0.1:${port}`],
    { stdio: ["ignore", "ignore", "pipe"], cwd: folder },
  );
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    void ended.then(() => reject(new Error("Prometheus ended")));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      if (text.includes("ready to receive web requests")) resolve();
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    points,
    async stop() {
      child.kill();
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

describe.skipIf(!TOOLS.every(existsSync))("samples of a real Prometheus", () => {
  const { runner } = openSandbox();
  let prometheus: Awaited<ReturnType<typeof startPrometheus>>;
  beforeAll(async () => {
    prometheus = await startPrometheus();
  }, 60_000);
  afterAll(async () => {
    await runner.close();
    await prometheus.stop();
  });

  it("are read as one series a run, of which the shipped analysis tells a leak", async () => {
    // Nothing that it declares says what it needs.
    const objects = objectsOf({ spec: { containers: [{ ...container(), command: ["/app"], args: [] }] } });
    const conclusion = await lookAtObjects(objects, {}, { prometheusUrl: prometheus.url });
    if (conclusion.kind !== "finding") throw new Error(`no finding: ${conclusion.kind}`);
    expect(conclusion.finding.evidence.filter(({ kind }) => kind === "gap")).toEqual([]);
    const [question] = conclusion.questions ?? [];
    if (question === undefined) throw new Error("no question");
    expect(question).toMatchObject({ analysis: "memory-trend", container: "web" });
    const analysed = await runAnalysis(runner, {
      name: "memory-trend",
      input: question.input,
      timeoutMs: 60_000,
    });
    expect(analysed).toMatchObject({
      kind: "result",
      result: { verdict: "leak", confidence: expect.toSatisfy((sure: number) => sure >= 0.75) },
    });
    expect(analysed).toHaveProperty("result.runs", 4);
    expect(analysed).toHaveProperty(
      "result.bytesPerSecond",
      expect.closeTo((75 * MIB) / (RUN_POINTS * STEP_SECONDS), -4),
    );
  }, 120_000);

  it("come from the stand-in in the same form", async () => {
    const { points, url } = prometheus;
    const now = (points.at(-1)?.[0] ?? 0) + 7;
    const stand = createFakePrometheus({
      nowSeconds: () => now,
      series: () => [{ name: NAME, labels: LABELS, points }],
    });
    const { url: standUrl } = await stand.start();
    const answers = async (base: string) => {
      const scope = { namespace: "shop", pods: [{ name: "web-a-1" }] };
      const by = `max by (pod, container) (${NAME}{${selectorFor(scope)}})`;
      const asked = [
        ["query", { query: queryFor(scope), time: now }],
        ["query", { query: `${by}[1h:15s]`, time: now }],
        ["query", { query: by, time: now }],
        ["query", { query: by.replace("web-a-1", "gone"), time: now }],
        ["query_range", { query: by, start: now - 600, end: now, step: 60 }],
        ["query", { query: "max by (" }],
      ] as const;
      const told = [];
      for (const [path, parameters] of asked) {
        const address = new URL(`/api/v1/${path}`, base);
        for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, String(value));
        const response = await fetch(address);
        const { status, data, errorType } = (await response.json()) as Record<string, unknown>;
        told.push({ code: response.status, status, data, errorType });
      }
      return told;
    };
    expect(await answers(standUrl)).toEqual(await answers(url));
    await stand.stop();
  }, 60_000);
});
