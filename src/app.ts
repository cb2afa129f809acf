import type { KubeConfig } from "@kubernetes/client-node";
import { openTools } from "./agents/open-tools.ts";
import { openTracing } from "./agents/open-tracing.ts";
import { startAgents } from "./agents/start-agents.ts";
import type { Config } from "./config/config.ts";
import { type DoorTokens, doorTokens } from "./config/secrets.ts";
import type { Clock } from "./core/clock.ts";
import { createEffects, type EffectInstant } from "./core/effects.ts";
import { given } from "./core/given.ts";
import { createIds } from "./core/ids.ts";
import type { Logger } from "./core/logger.ts";
import { createShutdown, type Shutdown } from "./core/shutdown.ts";
import { openDatabase } from "./database/database.ts";
import { watchRing } from "./database/watch-ring.ts";
import type { Knowledge } from "./diagnosis/knowledge.ts";
import { openDiagnosis } from "./diagnosis/open-diagnosis.ts";
import { createDispatcher } from "./dispatch/dispatcher.ts";
import { startDoctor } from "./doctor/start-doctor.ts";
import { catalogue } from "./http/catalogue.ts";
import { createHealth } from "./http/create-health.ts";
import { createHttpApp } from "./http/create-http-app.ts";
import { doorSecrets } from "./http/door-secrets.ts";
import { createFeishuWays } from "./http/feishu/create-feishu-ways.ts";
import { createHttpServer } from "./http/http-server.ts";
import { createChangeFeed } from "./incidents/change-feed.ts";
import { createCorrelator } from "./incidents/correlate.ts";
import { currentNotification } from "./incidents/current-notification.ts";
import { createIngest } from "./incidents/ingest.ts";
import { createIncidentStore } from "./incidents/live-incident-store.ts";
import { createIncidentQueries } from "./incidents/queries.ts";
import { createReferrals } from "./incidents/referrals.ts";
import { startRetention } from "./incidents/retention/start-retention.ts";
import { createClusterWatch } from "./incidents/watch-cluster.ts";
import { createSubjectFinder } from "./kubernetes/find-subject.ts";
import { createLiveClusterReader } from "./kubernetes/live-cluster-reader.ts";
import { createLiveClusterWriter } from "./kubernetes/live-cluster-writer.ts";
import { ownNamespace } from "./kubernetes/load-kubeconfig.ts";
import { watchedConnection } from "./kubernetes/watched-connection.ts";
import { createMetrics } from "./metrics/metrics.ts";
import { configuredLinks } from "./notify/configured-links.ts";
import {
  configuredBots,
  configuredCards,
  configuredNotifiers,
  takesDecisions,
} from "./notify/configured-notifiers.ts";
import type { Notifier } from "./notify/notifier.ts";
import { createOutboxDeliverer } from "./notify/outbox.ts";
import { createApprovals } from "./remediation/approvals.ts";
import { createAutonomyReader } from "./remediation/autonomy-reader.ts";
import { startBreakers } from "./remediation/breakers/start-breakers.ts";
import { createRemediation } from "./remediation/create-remediation.ts";
import { createDeciders } from "./remediation/policy/deciders.ts";
import { createPolicySource } from "./remediation/policy/policy-source.ts";
import { startReviews } from "./remediation/policy/review/start-reviews.ts";
import { createRouter } from "./remediation/policy/router.ts";
import { remediationSettings } from "./remediation/remediation-settings.ts";
import { createStopControl } from "./remediation/stop/stop-control.ts";
import { createStoppableWriter } from "./remediation/stop/stoppable-writer.ts";

export interface AppOptions {
  config: Config;
  clock: Clock;
  logger: Logger;
  codeVersion: string;
  /** The cluster to work on; absent: as the configuration says. */
  kubeConfig?: KubeConfig;
  /** More ways to tell people, beside those of the configuration. */
  notifiers?: Notifier[];
  /** Called before and after each effect; the crash test ends the process there. */
  at?: (instant: EffectInstant) => void | Promise<void>;
  /** What the diagnosis recognises; a test takes parts of it out. */
  knowledge?: Knowledge;
}

export interface App {
  /** Both share the outcome of their first call. A start that fails stops what it had started. */
  start(): Promise<{ url: string; tokens: DoorTokens }>;
  stop(): Promise<void>;
}

const STOP_BOUND_MS = 25_000; // Kubernetes grants 30 s before it kills.

export function createApp(options: AppOptions): App {
  const shutdown = createShutdown({ logger: options.logger, boundMs: STOP_BOUND_MS });
  let started: ReturnType<App["start"]> | undefined;
  return {
    start() {
      started ??= start(options, shutdown).catch(async (error: unknown) => {
        await shutdown.run();
        throw error;
      });
      return started;
    },
    async stop() {
      shutdown.announce();
      await started?.catch(() => {});
      await shutdown.run();
    },
  };
}

/** Each part is registered for the stop as soon as it runs, so that a stop takes them down in reverse. */
async function start(options: AppOptions, shutdown: Shutdown) {
  const base = await composeBase(options, shutdown);
  const road = await composeRoad(base, shutdown);
  let isStopping = false;
  const doors = composeDoors(base, road, () => isStopping);
  await base.dispatcher.start({
    correlate: async (signal) => void (await road.correlator.correlatePending(signal)),
    advance: (incidentId, signal) => road.runner.advance(incidentId, signal),
    deliver: async (signal) => void (await doors.outbox.deliverDue(signal)),
  });
  shutdown.add("dispatcher", () => base.dispatcher.stop());
  startReviews(base, shutdown);
  startRetention(base, shutdown);
  if (options.config.kubernetes.isWatching) road.watch.start();
  shutdown.add("watch", () => road.watch.stop());
  base.doors.changes.start();
  const { url } = await doors.server.start();
  shutdown.add("door", () => {
    isStopping = true;
    return doors.server.stop();
  });
  // Before the door: an open page would hold it open.
  shutdown.add("changes", () => base.doors.changes.stop());
  const { connection } = doors;
  if (connection !== undefined) {
    shutdown.add("long connection", () => connection.stop());
    await connection.start();
  }
  return { url, tokens: base.tokens };
}

/** What everything else stands on: policy, cluster, database, store. Throws where the service cannot start at all. */
async function composeBase(options: AppOptions, shutdown: Shutdown) {
  const { config, clock, logger } = options;
  const watching = openTracing(config.tracing, { logger, version: options.codeVersion, shutdown });
  const effects = createEffects(options.at);
  const ids = createIds(clock);
  const metrics = createMetrics();
  const bots = configuredBots(config);
  const policy = createPolicySource({ path: config.policy.file, logger, clock, bots, metrics });
  shutdown.add("policy", async () => policy.stop());
  const connecting = { ...options, metrics, tracing: watching.tracing };
  const cluster = watchedConnection(config, connecting);
  const tokens = await doorTokens(config, logger);
  const { url: databaseUrl, waitMs } = config.database;
  const opening = { databaseUrl, waitMs, dataDir: config.dataDir, signal: shutdown.announced };
  const database = await openDatabase({ ...opening, logger, clock, role: "owner" });
  shutdown.add("database", () => database.close());
  const changes = createChangeFeed({ pool: database.pool, clock, logger });
  const notifiers = [...configuredNotifiers(config, clock), ...(options.notifiers ?? [])];
  const dispatcher = createDispatcher({ database, clock, logger, metrics });
  const deciders = createDeciders(() => policy.current(), config.notify.feishu.app.approvers);
  const { jobs } = dispatcher;
  const rows = { db: database.db, clock, ids, effects, jobs, metrics, logger, deciders, ...watching };
  const stop = createStopControl({ ...rows, changes });
  const doctor = startDoctor({ ...cluster, config, logger }, shutdown);
  const { isDryRun } = config.kubernetes;
  metrics.dryRun.set(isDryRun ? 1 : 0);
  const doors = { ...(await doorSecrets(config, { ...rows, shutdown })), changes, stop, doctor, isDryRun };
  const cards = configuredCards(config, database.db, deciders);
  const channels = [...notifiers, ...cards].map(({ channel }) => channel);
  const routeOf = createRouter({ policy: () => policy.current(), clock, logger });
  const store = createIncidentStore({ ...rows, channels, routeOf, codeVersion: options.codeVersion });
  const people = { notifiers, cards };
  return { config, policy, cluster, tokens, database, people, dispatcher, rows, store, options, doors };
}
type Base = Awaited<ReturnType<typeof composeBase>>;

/** From a signal to a verified change. */
async function composeRoad(base: Base, shutdown: Shutdown) {
  const { config, policy, cluster, database, rows, store, options } = base;
  const reader = createLiveClusterReader(cluster);
  const quietSeconds = config.verify.soakSeconds;
  const keys = await watchRing(rows.db, "approval-key", { ...rows, shutdown });
  const approvals = createApprovals({ ...rows, ...config.people, store, keys, quietSeconds });
  const remediation = createRemediation({
    ...rows,
    store,
    reader,
    writer: createStoppableWriter(createLiveClusterWriter(cluster), rows.db),
    policy: () => policy.current(),
    approvals,
    apiPressure: cluster.apiPressure,
    settings: remediationSettings(config, {
      takesCards: takesDecisions(config, rows.deciders),
      ownNamespace: ownNamespace(cluster.kubeConfig),
    }),
  });
  const { prometheus } = config;
  const { knowledge } = options;
  const diagnosis = openDiagnosis({ ...rows, reader, prometheusUrl: prometheus.url, knowledge, shutdown });
  const ingest = createIngest({ ...rows, ...given("clusterName", config.kubernetes.clusterName) });
  const referrals = createReferrals({ db: rows.db, ingest });
  const { watchNamespaces: namespaces } = config.kubernetes;
  const watch = createClusterWatch({ ...cluster, ...rows, namespaces, ingest });
  const tools = await openTools(config, { ...rows, shutdown, allowed: () => policy.current().research });
  const work = { reader, diagnosis, remediation, referrals, quietSeconds, ...tools };
  const { language } = config.notify.feishu;
  const runner = await startAgents({ ...rows, ...work, database, store, language });
  const correlator = createCorrelator({
    ...rows,
    store,
    finder: createSubjectFinder(reader),
    clusterId: (signal) => reader.clusterId(signal),
    quietSeconds,
    autonomyOf: createAutonomyReader({ ...rows, reader, autonomy: config.policy.autonomy }),
  });
  const breakers = startBreakers({ ...cluster, ...rows, store, reader, settings: config.policy }, shutdown);
  return { reader, approvals, runner, ingest, watch, correlator, breakers, remediation };
}
type Road = Awaited<ReturnType<typeof composeRoad>>;

/** What people and other programs touch. */
function composeDoors(base: Base, road: Road, isStopping: () => boolean) {
  const { approvals } = road;
  const { config, policy, rows } = base;
  const { clock, logger, metrics, effects, db } = rows;
  const research = () => policy.current().research;
  const { links, ...addresses } = configuredLinks(config, { tokenFor: approvals.tokenFor, research });
  const { notifiers, cards } = base.people;
  const current = (incidentId: string) => currentNotification(db, incidentId, clock.now());
  const telling = { notifiers, cards, links, current };
  const outbox = createOutboxDeliverer({ ...telling, db, clock, effects, metrics, logger });
  const feishu = createFeishuWays(config, { ...rows, approvals, cards, links });
  const asked = { ...base, ...base.doors, ...road, ...rows, ...addresses, isStopping };
  const app = createHttpApp({
    ...road,
    queries: createIncidentQueries({ db }),
    ...base.doors,
    feishu: feishu.door,
    health: createHealth({ ...asked, connectionHealth: () => feishu.connection?.health() }),
    metrics,
    ...config.people,
    catalogue: () => catalogue(policy.current(), config.people.lengths),
    codeVersion: base.options.codeVersion,
    clock,
    logger,
    webhookMaxBytes: config.http.webhookMaxBytes,
    ...addresses,
  });
  return {
    outbox,
    ...given("connection", feishu.connection),
    server: createHttpServer({ app, host: config.http.host, port: config.http.port, logger }),
  };
}
