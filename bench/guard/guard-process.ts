import { trustAuthority } from "../../src/cli/guard/webhook-bundle.ts";
import { createClock } from "../../src/core/clock.ts";
import { createLogger, silentLogger } from "../../src/core/logger.ts";
import { urlOfRunning } from "../../src/database/database.ts";
import { GUARD_ROLE } from "../../src/database/migrations/0010-guard.ts";
import { ownCertificates } from "../../src/guard/certificates/certificate-source.ts";
import { createGuard } from "../../src/guard/create-guard.ts";
import { createLedger } from "../../src/guard/ledger.ts";
import { createApiConnection } from "../../src/kubernetes/api-connection.ts";
import { loadKubeConfig } from "../../src/kubernetes/load-kubeconfig.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";
import { answerParent } from "./asked-process.ts";

// The guard in a process of its own, as it runs beside the service, over the ledger of an embedded database.
const [, , dataDir = "", path = "", name = ""] = process.argv;
const clock = createClock();
const metrics = createMetrics();
const connection = createApiConnection({ kubeConfig: loadKubeConfig({ path }), timeoutMs: 5_000 });
const certificates = ownCertificates({ hosts: ["127.0.0.1"], clock });
const guard = createGuard({
  ledger: createLedger({ findUrl: () => urlOfRunning(dataDir, GUARD_ROLE), logger: silentLogger }),
  certificates,
  trust: (authority) =>
    trustAuthority({ connection, name, now: clock.now(), signal: AbortSignal.timeout(5_000) }, authority),
  clock,
  // Written as the guard writes it, and read by nobody.
  logger: createLogger({ level: "info" }),
  metrics,
  host: "127.0.0.1",
  port: 0,
});
const { port } = await guard.start();
const { authority } = await certificates.current();

async function reviews(): Promise<object> {
  const { values } = await metrics.guardReviews.get();
  return Object.fromEntries(values.map(({ labels, value }) => [String(labels.decision), value]));
}

answerParent({ port, authority }, reviews, () => guard.stop());
