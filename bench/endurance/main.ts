import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createServiceClient } from "../../src/cli/demo/service-client.ts";
import { createClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { openDatabase } from "../../src/database/database.ts";
import { argsOf } from "../../test/support/args-of.ts";
import { startCrashProcess } from "../../test/support/crash-process.ts";
import { endOnSignal } from "../../test/support/end-on-signal.ts";
import { OPERATOR_TOKEN, serviceEnv, WEBHOOK_TOKEN } from "../../test/support/service.ts";
import { startReplicaCluster } from "../replicas/replica-cluster.ts";
import { startLoad } from "./load.ts";
import { levelsOf, type Sample, takeSample } from "./samples.ts";

// The service as a process of its own under moderate load, and what it holds meanwhile.
const RATE = 5;
const SAMPLES = 24;
const HEADER = [
  "minute",
  "memory MB",
  "handles",
  "connections",
  "incidents",
  "alerts",
  "database MB",
  "dead rows",
];
const USAGE = "npm run endurance -- --minutes N\n";

const { values } = argsOf(USAGE, { options: { minutes: { type: "string", default: "60" } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  process.stderr.write(USAGE);
  process.exit(2);
}

const stopping = new AbortController();
endOnSignal(stopping);
const folder = await mkdtemp(join(tmpdir(), "autofix-endurance-"));
const cluster = await startReplicaCluster(RATE);
const dataDir = join(folder, "data");
const database = await openDatabase({ dataDir, logger: silentLogger, clock: createClock(), role: "owner" });
const env = {
  WATCH: "on",
  LOG_LEVEL: "warn",
  VERIFY_SOAK_SECONDS: "5",
  VERIFY_SOAK_MAX_SECONDS: "10",
  MAX_CHANGES_PER_HOUR: "100000",
  STORM_WORKLOADS: "1000000",
  MAX_FAILED_CHANGES_PERCENT: "100",
};
const service = startCrashProcess({
  env: serviceEnv({ databaseUrl: database.url, env }, join(folder, "service")),
  scale: cluster.scale,
  clusterUrl: cluster.url,
  killAt: null,
});
try {
  const url = await service.url;
  if (url === undefined) throw new Error("the service did not start");
  const client = createServiceClient({ url, webhookToken: WEBHOOK_TOKEN, operatorToken: OPERATOR_TOKEN });
  const load = startLoad({ client, cluster });
  const samples: Sample[] = [];
  process.stdout.write(`${row(HEADER)}\n${row(HEADER.map(() => "---"))}\n`);
  for (let count = 1; count <= SAMPLES; count += 1) {
    await sleep((minutes * 60_000) / SAMPLES, undefined, { signal: stopping.signal });
    const minute = Number(((count * minutes) / SAMPLES).toFixed(2));
    const sample = await takeSample({ pid: service.pid, pool: database.pool, minute });
    samples.push(sample);
    const { tables: _, ...told } = sample;
    process.stdout.write(`${row(Object.values(told))}\n`);
  }
  await load.stop();
  const levels = levelsOf(samples);
  process.stdout.write("\n| what | last third | third before | ratio |\n| --- | --- | --- | --- |\n");
  for (const { name, last, before, ratio } of levels)
    process.stdout.write(`${row([name, last, before, ratio])}\n`);
  process.stdout.write(
    `\n${JSON.stringify({ name: "endurance", minutes, failed: load.failed(), levels })}\n`,
  );
} finally {
  service.stop();
  await service.ended;
  await database.close();
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(" | ")} |`;
}
