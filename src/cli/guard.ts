import { parseArgs } from "node:util";
import { type Config, readConfig } from "../config/config.ts";
import { type Clock, createClock } from "../core/clock.ts";
import type { Logger } from "../core/logger.ts";
import { urlOfRunning } from "../database/database.ts";
import { GUARD_ROLE } from "../database/migrations/0010-guard.ts";
import { mountedCertificates, ownCertificates } from "../guard/certificates/certificate-source.ts";
import { createGuard, type Guard } from "../guard/create-guard.ts";
import { createLedger } from "../guard/ledger.ts";
import { printManifests } from "../guard/manifests/print-manifests.ts";
import { userOf } from "../guard/manifests/webhook.ts";
import { createApiConnection } from "../kubernetes/api-connection.ts";
import { loadKubeConfig } from "../kubernetes/load-kubeconfig.ts";
import { createMetrics } from "../metrics/metrics.ts";
import { trustAuthority } from "./guard/webhook-bundle.ts";
import { logFor } from "./log-for.ts";
import type { Command } from "./run-command.ts";
import { untilSignal } from "./until-signal.ts";

const USAGE = `kube-autofix guard [--print-manifests]

Reviews what the service's own account writes, for the API server: only what an attempt of the ledger
says is admitted. docs/guard.md says how it is set up.

--print-manifests  prints what an administrator applies, and ends
`;

const REQUEST_MS = 5_000;

export const guardCommand: Command = {
  summary: "review the service's own writes, as an admission webhook",
  async run(args, context) {
    const { env, out } = context;
    const { values } = parseArgs({
      args,
      options: {
        "print-manifests": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    const config = readConfig(env);
    if (values.help) out.write(USAGE);
    else if (values["print-manifests"]) out.write(printManifests(manifestOptions(config)));
    else await serve(config, logFor(config.logLevel, context));
    return 0;
  },
};

async function serve(config: Config, logger: Logger): Promise<void> {
  const guard = guardOf(config, { clock: createClock(), logger });
  const signalled = untilSignal();
  try {
    await guard.start();
    const signal = await signalled.received;
    logger.info({ signal }, "stopping");
  } finally {
    signalled.dispose();
    await guard.stop();
  }
}

function guardOf(config: Config, { clock, logger }: { clock: Clock; logger: Logger }): Guard {
  const { databaseUrl, certificateDir, hosts, webhookName, port } = config.guard;
  const { kubeconfig } = config.kubernetes;
  const connection = createApiConnection({
    kubeConfig: loadKubeConfig(kubeconfig === undefined ? {} : { path: kubeconfig }),
    timeoutMs: REQUEST_MS,
  });
  return createGuard({
    ledger: createLedger({
      findUrl: async () => databaseUrl() ?? urlOfRunning(config.dataDir, GUARD_ROLE),
      logger,
    }),
    certificates:
      certificateDir === undefined
        ? ownCertificates({ hosts, clock })
        : mountedCertificates(certificateDir, logger),
    trust: (authority) => {
      const signal = AbortSignal.timeout(2 * REQUEST_MS);
      return trustAuthority({ connection, name: webhookName, now: clock.now(), signal }, authority);
    },
    clock,
    logger,
    metrics: createMetrics(),
    host: config.http.host,
    port,
  });
}

/** The Service is named by the first host: NAME.NAMESPACE.svc. */
function manifestOptions({ guard }: Config) {
  const [name = "", namespace = ""] = (guard.hosts[0] ?? "").split(".");
  return {
    name: guard.webhookName,
    user: userOf(guard.subject),
    client: { service: { namespace, name, port: guard.port } },
  };
}
