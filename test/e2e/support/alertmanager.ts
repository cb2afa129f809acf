import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROGRAM = "prometheus-alertmanager";
export const isAlertmanagerThere = spawnSync(PROGRAM, ["--version"]).status === 0;

export interface Alertmanager {
  /** Host and port, as Prometheus is told of it. */
  address: string;
  /** As Prometheus tells it: an end that has passed resolves the alert. */
  post(labels: Record<string, string>, times: { startsAt: Date; endsAt?: Date }): Promise<void>;
  /** Deliveries by webhook that were not answered with a 2xx, and those that were made. */
  deliveries(): Promise<{ failed: number; made: number }>;
  stop(): Promise<void>;
}

export interface AlertmanagerOptions {
  url: string;
  token: string;
}

/**
 * A real Alertmanager with the example configuration: nothing but the address and the token's file is adapted, and that
 * groups are told of at once, and again after two seconds, where the example waits for company.
 */
export async function startAlertmanager(webhook: AlertmanagerOptions): Promise<Alertmanager> {
  const folder = await mkdtemp(join(tmpdir(), "autofix-alertmanager-"));
  const tokenFile = join(folder, "token");
  await writeFile(tokenFile, webhook.token);
  const example = await readFile(
    join(import.meta.dirname, "../../../alerting/alertmanager.example.yaml"),
    "utf8",
  );
  const config = example
    .replace("http://kube-autofix.kube-autofix.svc:8080", webhook.url)
    .replace("/etc/alertmanager/secrets/kube-autofix-token", tokenFile)
    .replace("group_wait: 5s", "group_wait: 1s")
    .replace("group_interval: 30s", "group_interval: 2s");
  await writeFile(join(folder, "alertmanager.yaml"), config);
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    PROGRAM,
    [
      `--config.file=${join(folder, "alertmanager.yaml")}`,
      `--storage.path=${join(folder, "storage")}`,
      `--web.listen-address=${address}`,
      "--cluster.listen-address=",
    ],
    { stdio: "ignore" },
  );
  const ended = once(child, "exit");
  const get = async (path: string) => (await fetch(`http://${address}${path}`)).text();
  while ((await get("/-/ready").catch(() => undefined)) === undefined)
    await new Promise((resolve) => setTimeout(resolve, 100));
  return {
    address,
    async post(labels, { startsAt, endsAt }) {
      const alert = { labels, annotations: {}, startsAt, ...(endsAt && { endsAt }) };
      const response = await fetch(`http://${address}/api/v2/alerts`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify([alert]),
      });
      if (!response.ok) throw new Error(`Alertmanager answered ${response.status}: ${await response.text()}`);
    },
    async deliveries() {
      const metrics = await get("/metrics");
      const of = (name: string) =>
        [...metrics.matchAll(new RegExp(`^${name}\\{[^}]*integration="webhook"[^}]*\\} (\\d+)`, "gm"))]
          .map(([, count]) => Number(count))
          .reduce((sum, count) => sum + count, 0);
      return {
        failed: of("alertmanager_notification_requests_failed_total"),
        made: of("alertmanager_notification_requests_total"),
      };
    },
    async stop() {
      child.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}
