import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filled, QUERIES } from "../support/dashboard-queries.ts";
import { isPrometheusThere, type Prometheus, startPrometheus } from "../support/prometheus.ts";
import { until } from "./support/stage.ts";

const WAIT_MS = 240_000;
const CLUSTER = "of-the-demo";

afterAll(() => {
  if (!isPrometheusThere) console.warn("left out, for prometheus is not installed");
});

/** `npm run demo` in a process of its own, which tells its stories and then stays up. */
function startDemo() {
  const child: ChildProcess = spawn(process.execPath, ["src/main.ts", "demo", "--yes"], {
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  let told = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    told += text;
  });
  return {
    said: (pattern: RegExp) =>
      until(
        () => {
          if (child.exitCode !== null) throw new Error(`the demo has ended: ${told}`);
          return pattern.exec(told)?.[1];
        },
        `${pattern} of the demo`,
        WAIT_MS,
      ),
    async stop() {
      if (child.exitCode === null && child.kill("SIGTERM")) await ended;
    },
  };
}

describe.runIf(isPrometheusThere)("the dashboard on a real Prometheus that scrapes the running demo", () => {
  let demo: ReturnType<typeof startDemo>;
  let prometheus: Prometheus;
  beforeAll(async () => {
    // It is there first, for a counter's first growth is seen by whoever saw it at 0.
    prometheus = await startPrometheus({
      global: { scrape_interval: "1s", scrape_timeout: "1s" },
      scrape_configs: [
        {
          job_name: "kube-autofix",
          file_sd_configs: [{ files: ["targets.json"], refresh_interval: "2s" }],
        },
      ],
    });
    demo = startDemo();
    const { host } = new URL(await demo.said(/pages:\s+(http\S+)/));
    await prometheus.write(
      "targets.json",
      JSON.stringify([{ targets: [host], labels: { cluster: CLUSTER } }]),
    );
    await demo.said(/(stay up until)/);
  }, 2 * WAIT_MS);
  afterAll(async () => {
    await prometheus?.stop();
    await demo?.stop();
  });

  it.each(QUERIES)("$name shows something", async ({ expr }) => {
    const seen = async (query: string) => {
      const samples = (await prometheus.query(query)).filter(({ value }) => Number.isFinite(value));
      return samples.length === 0 ? undefined : samples;
    };
    await until(() => seen(filled(expr, { cluster: CLUSTER })), expr);
    // Of another cluster there is nothing: a query that is not narrowed would show this one's.
    expect(await seen(filled(expr, { cluster: "another" }))).toBeUndefined();
  });
});
