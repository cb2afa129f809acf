import type { Clock } from "../core/clock.ts";
import { messageOf } from "../core/errors.ts";
import type { Logger } from "../core/logger.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { answerReview } from "./answer-review.ts";
import type { CertificateSource, ServedCertificate } from "./certificates/certificate-source.ts";
import { type GuardServer, startGuardServer } from "./guard-server.ts";
import type { Ledger } from "./ledger.ts";
import { warmUp } from "./warm-up.ts";

export interface GuardDeps {
  ledger: Ledger;
  certificates: CertificateSource;
  /** Has the API server trust an authority; throws where that did not work now. */
  trust(authority: string): Promise<void>;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  host: string;
  port: number;
  /** How often the certificate and the trust in it are looked at. */
  lookMs?: number;
}

export interface Guard {
  start(): Promise<{ port: number }>;
  stop(): Promise<void>;
}

const LOOK_MS = 10_000;

export function createGuard(deps: GuardDeps): Guard {
  const stopping = new AbortController();
  let server: GuardServer | undefined;
  let looking: Promise<void> | undefined;
  let served: ServedCertificate | undefined;
  let trusted: ServedCertificate | undefined;

  /** A new certificate is served one look after it is trusted: the API server hears of the bundle with a delay. */
  const look = async () => {
    const certificate = await deps.certificates.current();
    const wasTrusted = trusted === certificate;
    if (certificate.authority !== null) await deps.trust(certificate.authority);
    trusted = certificate;
    if (certificate === served || !wasTrusted) return;
    server?.serveWith(certificate);
    served = certificate;
    deps.logger.info({}, "a new certificate is served");
  };
  const keepLooking = async () => {
    while (!stopping.signal.aborted) {
      try {
        await look();
      } catch (error) {
        deps.logger.warn({ error: messageOf(error) }, "the API server may not trust the guard");
      }
      await deps.clock.sleep(deps.lookMs ?? LOOK_MS, stopping.signal).catch(() => {});
    }
  };
  return {
    async start() {
      served = await deps.certificates.current();
      await warmUp(deps.clock);
      server = await startGuardServer({
        ...deps,
        certificate: served,
        answer: (body) => answerReview(deps, body),
        isReady: async () => trusted !== undefined && (await deps.ledger.isHealthy()),
      });
      looking = keepLooking();
      deps.logger.info({ port: server.port }, "the guard takes reviews");
      return { port: server.port };
    },
    async stop() {
      stopping.abort();
      await server?.stop();
      await looking;
      await deps.ledger.close();
    },
  };
}
