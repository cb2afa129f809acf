import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROGRAM = "prometheus";
export const isPrometheusThere = spawnSync(PROGRAM, ["--version"]).status === 0;

export interface Sample {
  metric: Record<string, string>;
  value: number;
}

export interface Prometheus {
  url: string;
  /** What an expression is now; throws with Prometheus' own words where it takes it not. */
  query(expr: string): Promise<Sample[]>;
  /** The values of a label, as a variable of a dashboard asks for them. */
  labelValues(label: string, match: string): Promise<string[]>;
  /** A file beside the configuration, such as a list of targets: it is read again when it changes. */
  write(name: string, text: string): Promise<void>;
  stop(): Promise<void>;
}

/** A real one, with a configuration in the words of its file; `files` stand beside it. */
export async function startPrometheus(
  config: object,
  files: Record<string, string> = {},
): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), "autofix-prometheus-"));
  for (const [name, text] of Object.entries({ ...files, "prometheus.json": JSON.stringify(config) }))
    await writeFile(join(folder, name), text);
  const port = await freePort();
  const child = spawn(
    PROGRAM,
    [
      "--config.file=prometheus.json",
      "--storage.tsdb.path=data",
      `--web.listen-address=127.0.0.1:${port}`,
      // An alert that is still true is told again: a delivery that was lost is made up for soon.
      "--rules.alert.resend-delay=2s",
    ],
    { stdio: ["ignore", "ignore", "pipe"], cwd: folder },
  );
  const ended = once(child, "exit");
  await new Promise<void>((resolve, reject) => {
    let told = "";
    ended.then(() => reject(new Error(`Prometheus ended: ${told}`)), reject);
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      told = `${told}${text}`.slice(-4_000);
      if (text.includes("ready to receive web requests")) resolve();
    });
  });
  const url = `http://127.0.0.1:${port}`;
  const ask = async (path: string, parameters: Record<string, string>): Promise<unknown> => {
    const response = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const { status, data, error } = (await response.json()) as Record<string, unknown>;
    if (status !== "success") throw new Error(`${JSON.stringify(parameters)}: ${String(error)}`);
    return data;
  };
  return {
    url,
    async query(expr) {
      const { result } = (await ask("query", { query: expr })) as {
        result: { metric: Record<string, string>; value: [number, string] }[];
      };
      return result.map(({ metric, value: [, value] }) => ({ metric, value: Number(value) }));
    },
    async write(name, text) {
      await writeFile(join(folder, `${name}.new`), text);
      await rename(join(folder, `${name}.new`), join(folder, name));
    },
    labelValues: async (label, match) =>
      (await ask(`label/${label}/values`, { "match[]": match })) as string[],
    async stop() {
      child.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
