import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/logger.ts";
import type { KeyRing } from "../database/key-ring.ts";
import type { WrongTokens } from "../database/wrong-tokens.ts";
import type { Lengths } from "../domain/lengths.ts";
import type { Place } from "../domain/place.ts";
import type { ChangeFeed } from "../incidents/change-feed.ts";
import type { Ingest } from "../incidents/ingest.ts";
import type { IncidentQueries } from "../incidents/queries.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { CallbackSecrets } from "../notify/feishu/callback/open-envelope.ts";
import type { OutsideLinks } from "../notify/outside-links.ts";
import type { Approvals } from "../remediation/approvals.ts";
import type { Breakers } from "../remediation/breakers/start-breakers.ts";
import type { Remediation } from "../remediation/remediation.ts";
import type { StopControl } from "../remediation/stop/stop-control.ts";
import type { Presses } from "./feishu/presses.ts";
import type { PlaceBounds } from "./places.ts";
import type { StreamLimits } from "./routes/event-stream.ts";

/** Everything that the doors need, as plain ports. */
export interface HttpDeps {
  ingest: Pick<Ingest, "acceptAlerts">;
  queries: Pick<
    IncidentQueries,
    "list" | "count" | "view" | "place" | "alerts" | "story" | "record" | "sequence" | "waiting"
  >;
  /** Word of every change, for the pages that are open. */
  changes: ChangeFeed;
  stop: StopControl;
  /** Nothing is written to the cluster, and every page says so. */
  isDryRun?: boolean;
  approvals: Pick<Approvals, "findByToken" | "decide">;
  /** For how long something can be put off or paused; absent: as is usual. */
  lengths?: Lengths;
  /** What stops all changes, and who lets them go on. */
  breakers: Breakers;
  remediation: Pick<Remediation, "undo">;
  health: Health;
  metrics: Metrics;
  /** What is believed now. */
  tokens: TokensInForce;
  /** Random, kept, and the same in all replicas: sessions are signed by them. */
  sessionKeys: KeyRing;
  /** What other replicas saw of wrong tokens; absent: this one counts alone. */
  wrongTokens?: WrongTokens;
  /** Addresses of proxies whose `X-Forwarded-For` is believed. */
  trustedProxies: readonly string[];
  /** Bounds of the streams that keep pages up to date. */
  streams?: StreamLimits;
  /** The chat's callbacks; without presses, or a key to prove them by, none is taken. */
  feishu: { secrets: () => CallbackSecrets; presses: Pick<Presses, "take"> | null };
  /** Of the code, for the document of the API. */
  codeVersion: string;
  /** Causes, actions and the rules in force. */
  catalogue(): object;
  clock: Clock;
  logger: Logger;
  webhookMaxBytes: number;
  /** How many webhooks are in hand; absent: as always. */
  webhookPlaces?: PlaceBounds;
  /** Where logs and runbooks of an incident are, as far as the settings allow links to them. */
  outside: (place: Place) => OutsideLinks;
  /** Base of links, "https://autofix.example.org"; null where it is not known. */
  publicUrl: string | null;
}

/** Read at each use, since they change while the service runs; the first of each is the newest. */
export interface TokensInForce {
  readonly webhook: readonly string[];
  readonly operator: readonly string[];
  /** A viewer sees and cannot decide; empty: there is none. */
  readonly viewer: readonly string[];
}

export interface Health {
  parts(): Promise<{ name: string; ok: boolean; detail: string }[]>;
  isStopping?(): boolean;
  /** Sets the figures that come from rows, before metrics are shown. */
  figures?(): Promise<void>;
}
