import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { openDatabase } from "../../src/database/database.ts";
import { createHttpApp } from "../../src/http/create-http-app.ts";
import type { HttpDeps } from "../../src/http/http-deps.ts";
import { createIncidentQueries } from "../../src/incidents/queries.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";
import { fillIncidents } from "../../test/support/many-incidents.ts";
import type { Bench } from "../bench.ts";
import { median, type Row, type Run, rowOf, runOf } from "../measure.ts";

const MANY = 100_000;
const FEW = 1_000;
const TINY_MANY = 2_000;
const REQUESTS = 15;
const TOKEN = "token-of-the-bench";

const CASES = [
  { name: "list", path: () => "/incidents" },
  { name: "filter by state", path: () => "/incidents?status=needs-person" },
  { name: "filter by namespace and cause", path: () => "/incidents?namespace=team-7&cause=bad-release" },
  { name: "text search, rare", path: () => "/incidents?text=web-512" },
  { name: "text search, common", path: () => "/incidents?text=memory" },
  { name: "page from the middle", path: (middle: string) => `/incidents?after=${middle}` },
] as const;

/** The list's page as a browser gets it, of 100,000 incidents against 1,000. */
export const pagesBench: Bench = {
  summary: "the list of 100,000 incidents, against one of 1,000",
  goals: Object.fromEntries(CASES.map(({ name }) => [name, "at most 3"])),
  async run({ repeats, isTiny, note }) {
    const many = await openShelf(isTiny ? TINY_MANY : MANY);
    const few = await openShelf(FEW);
    try {
      const rows: Row[] = [];
      for (const { name, path } of CASES) {
        const runs: Run[] = [];
        await many.ask(path(many.middle));
        await few.ask(path(few.middle));
        for (let run = 0; run < repeats; run += 1) {
          // In turns, so that neither side always comes first.
          const [first, second] = run % 2 === 0 ? [many, few] : [few, many];
          const times = new Map([
            [first, await first.ask(path(first.middle))],
            [second, await second.ask(path(second.middle))],
          ]);
          runs.push(runOf(times.get(many) ?? Number.NaN, times.get(few) ?? Number.NaN));
        }
        const row = rowOf(name, "ms", runs);
        note(`${name}: ${row.ours} ms, of few ${row.baseline} ms`);
        rows.push(row);
      }
      return { name: "pages", rows };
    } finally {
      await few.close();
      await many.close();
    }
  },
};

interface Shelf {
  /** An incident in the middle of the list. */
  middle: string;
  /** Median of the milliseconds that the page takes, one request after another. */
  ask(path: string): Promise<number>;
  close(): Promise<void>;
}

/** A service's pages on a database of their own that holds so many incidents. */
async function openShelf(count: number): Promise<Shelf> {
  const dataDir = await mkdtemp(join(tmpdir(), "autofix-bench-"));
  const clock = createClock();
  const database = await openDatabase({ dataDir, logger: silentLogger, clock, role: "owner" });
  await fillIncidents(database.db, count);
  const { id: middle } = await database.db
    .selectFrom("incidents")
    .select("id")
    .orderBy("opened_at", "desc")
    .orderBy("id", "desc")
    .offset(Math.floor(count / 2))
    .limit(1)
    .executeTakeFirstOrThrow();
  const unused = () => Promise.reject(new Error("only the list is measured"));
  const deps: HttpDeps = {
    ingest: { acceptAlerts: unused },
    queries: createIncidentQueries({ db: database.db }),
    stop: { current: () => null, set: async () => false },
    remediation: { undo: async () => ({ result: "unknown" }) },
    approvals: { findByToken: unused, decide: unused },
    breakers: { history: unused, lift: unused },
    changes: { subscribe: () => () => {} },
    feishu: {
      secrets: () => ({ encryptKeys: [], verificationTokens: [], appId: undefined }),
      presses: null,
    },
    health: { parts: async () => [] },
    metrics: createMetrics(),
    tokens: { webhook: [TOKEN], operator: [TOKEN], viewer: [] },
    sessionKeys: { at: () => Buffer.from(TOKEN) },
    trustedProxies: [],
    catalogue: () => ({}),
    codeVersion: "bench",
    clock,
    logger: silentLogger,
    webhookMaxBytes: 1024,
    publicUrl: null,
    outside: () => ({}),
  };
  const server = createServer(createHttpApp(deps));
  const url = await listen(server);
  return {
    middle,
    async ask(path) {
      const times: number[] = [];
      for (let request = 0; request < REQUESTS; request += 1) {
        const startMs = performance.now();
        const answer = await fetch(`${url}${path}`, { headers: { Authorization: `Bearer ${TOKEN}` } });
        await answer.text();
        if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
        times.push(performance.now() - startMs);
      }
      return median(times);
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    );
  });
}
