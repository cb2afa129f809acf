import { trustAuthority } from "../../src/cli/guard/webhook-bundle.ts";
import { createClock } from "../../src/core/clock.ts";
import { createLogger, silentLogger } from "../../src/core/logger.ts";
import { openDatabase, urlOfRunning } from "../../src/database/database.ts";
import { GUARD_ROLE } from "../../src/database/migrations/0010-guard.ts";
import type { Action } from "../../src/domain/action.ts";
import { ownCertificates } from "../../src/guard/certificates/certificate-source.ts";
import { createGuard } from "../../src/guard/create-guard.ts";
import { createLedger } from "../../src/guard/ledger.ts";
import { createApiConnection } from "../../src/kubernetes/api-connection.ts";
import { loadKubeConfig } from "../../src/kubernetes/load-kubeconfig.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";
import { beginInLedger } from "../../test/guard/support/begin-in-ledger.ts";

export type ParentMessage = { kind: "begin"; action: Action } | { kind: "reviews" };

// The guard in a process of its own, as it runs beside the service, over the ledger of an embedded database that syncs to disk.
const [, , dataDir = "", path = "", name = ""] = process.argv;
const clock = createClock();
const metrics = createMetrics();
const database = await openDatabase({ dataDir, logger: silentLogger, clock, role: "owner" });
const connection = createApiConnection({ kubeConfig: loadKubeConfig({ path }), timeoutMs: 5_000 });
const guard = createGuard({
  ledger: createLedger({ findUrl: () => urlOfRunning(dataDir, GUARD_ROLE), logger: silentLogger }),
  certificates: ownCertificates({ hosts: ["127.0.0.1"], clock }),
  trust: (authority) =>
    trustAuthority({ connection, name, now: clock.now(), signal: AbortSignal.timeout(5_000) }, authority),
  clock,
  // Written as the guard writes it, and read by nobody.
  logger: createLogger({ level: "info" }),
  metrics,
  host: "127.0.0.1",
  port: 0,
  lookMs: 200,
});
const { port } = await guard.start();

/** One attempt at a time is under way: that of before has ended. */
async function begin(action: Action): Promise<void> {
  const { db } = database;
  const at = clock.now();
  await db
    .updateTable("attempts")
    .set({ result: "verified", ended_at: at })
    .where("result", "is", null)
    .execute();
  await db.updateTable("incidents").set({ status: "closed", outcome: "fixed" }).execute();
  await beginInLedger(db, { actions: [action], at });
}

async function reviews(): Promise<Record<string, number>> {
  const { values } = await metrics.guardReviews.get();
  return Object.fromEntries(values.map(({ labels, value }) => [String(labels.decision), value]));
}

process.on("message", (message: ParentMessage) => {
  const done = message.kind === "begin" ? begin(message.action).then(() => ({})) : reviews();
  done.then(
    (answer) => process.send?.(answer),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
process.once("disconnect", () => {
  void guard
    .stop()
    .then(() => database.close())
    .then(() => process.exit(0));
});
process.send?.({ port });
