import { randomUUID } from "node:crypto";
import { alertPayload } from "../../src/cli/demo/alert-payload.ts";
import { untilKilledAgain } from "../../src/cli/demo/killed-pod.ts";
import {
  createServiceClient,
  type IncidentJson,
  type ServiceClient,
} from "../../src/cli/demo/service-client.ts";
import { createClock } from "../../src/core/clock.ts";
import type { EffectInstant } from "../../src/core/effects.ts";
import { createFeishuBotServer, type FeishuBotServer } from "../../src/simulation/feishu-bot-server.ts";
import { startCrashProcess } from "../support/crash-process.ts";
import { testDatabase } from "../support/database.ts";
import { isAtRest, OPERATOR_TOKEN, serviceEnv, WEBHOOK_TOKEN } from "../support/service.ts";
import type { CrashStage } from "./crash-stage.ts";
import { crashScenario } from "./scenarios.ts";

/** Everything that must not depend on a crash. */
export interface Ending {
  wasKilled: boolean;
  incidents: number;
  final: {
    status: string;
    outcome: string | null;
    cause: string | null;
    results: (string | null)[];
    spec: unknown;
  };
  /** Writes to the workload that were no dry runs, counted by the attempt that they carry. */
  patchesByAttempt: number[];
  /** Headings of the cards, in the order of their first delivery. */
  cards: string[];
}

const never = new AbortController().signal;

/** Plays a scenario in a namespace of its own; the service is killed once at `killAt` and then started again. */
export async function play(stage: CrashStage, name: string, killAt: EffectInstant | null): Promise<Ending> {
  const namespace = `crash-${randomUUID().slice(0, 8)}`;
  const scenario = crashScenario(name);
  const database = await testDatabase();
  const bot = createFeishuBotServer({ clock: createClock(stage.scale) });
  const { url: botUrl } = await bot.start();
  const env = serviceEnv(
    { databaseUrl: database.url, env: { FEISHU_BOT_WEBHOOK_URL: botUrl, LOG_LEVEL: "warn" } },
    stage.dataDir,
  );
  const options = { env, scale: stage.scale, clusterUrl: stage.clusterUrl };
  for (const rule of scenario.behaviours(namespace)) stage.cluster.behave(rule);
  let service = startCrashProcess({ ...options, killAt });
  try {
    await stage.cluster.apply(scenario.objects(namespace));
    const pod = await untilKilledAgain(stage.kubeConfig, namespace, never);
    const alert = {
      namespace,
      pod: pod.name,
      container: pod.container,
      startsAt: createClock(stage.scale).now(),
    };
    const payload = alertPayload({ ...alert, fingerprint: "00000000000000cc" });
    let wasKilled = false;
    void service.ended.then((signal) => {
      wasKilled = signal === "SIGKILL";
    });
    const road = createRoad(payload, namespace);
    let last = await road.follow(await service.url, () => wasKilled);
    if (killAt !== null) {
      // The instant may lie behind the incident's rest, such as the last card's; the kill is waited for.
      await service.ended;
      service = startCrashProcess({ ...options, killAt: null });
      last = await road.follow(await service.url, () => false);
    }
    await allDelivered(database.db);
    return { wasKilled, ...describeEnding(stage, namespace, last, bot) };
  } finally {
    service.kill();
    await service.ended;
    await bot.stop();
    await database.drop();
  }
}

/** Does what the world around the service does: Alertmanager retries until it is answered, a person approves what asks. */
function createRoad(payload: object, namespace: string) {
  let isAcknowledged = false;
  return {
    async follow(url: string | undefined, isOver: () => boolean): Promise<IncidentJson[]> {
      if (url === undefined) return [];
      const client = createServiceClient({ url, webhookToken: WEBHOOK_TOKEN, operatorToken: OPERATOR_TOKEN });
      for (;;) {
        if (isOver()) return [];
        if (!isAcknowledged) isAcknowledged = await isTaken(client.sendAlerts(payload));
        const incidents = await client.incidents(namespace).catch(() => []);
        await decideWhereAsked(client, incidents);
        if (incidents.length > 0 && incidents.every(isAtRest)) return incidents;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  };
}

const isTaken = (delivery: Promise<void>) =>
  delivery.then(
    () => true,
    () => false,
  );

async function decideWhereAsked(client: ServiceClient, incidents: IncidentJson[]): Promise<void> {
  for (const { id, status, plan } of incidents)
    if (status === "awaiting-approval" && plan !== null)
      await client.decide(id, plan.digest, "approve").catch(() => {});
}

async function allDelivered(db: Awaited<ReturnType<typeof testDatabase>>["db"]): Promise<void> {
  for (;;) {
    const left = await db
      .selectFrom("outbox")
      .select("id")
      .where("state", "in", ["pending", "sending"])
      .execute();
    if (left.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function describeEnding(
  stage: CrashStage,
  namespace: string,
  incidents: IncidentJson[],
  bot: FeishuBotServer,
): Omit<Ending, "wasKilled"> {
  const [incident] = incidents;
  if (incident === undefined) throw new Error("the story ended without an incident");
  const { status, outcome, cause, attempts } = incident;
  const results = attempts.map(({ result }) => result);
  const spec = stage.cluster.store
    .list("deployments.apps", namespace)
    .concat(stage.cluster.store.list("statefulsets.apps", namespace))
    .map((object) => object["spec"]);
  return {
    incidents: incidents.length,
    final: { status, outcome, cause, results, spec },
    patchesByAttempt: patchesByAttempt(stage, namespace),
    cards: bot
      .messages()
      .map(({ content }) => JSON.stringify((content["header"] as { title: unknown }).title)),
  };
}

function patchesByAttempt(stage: CrashStage, namespace: string): number[] {
  const counts = new Map<string, number>();
  for (const { verb, resource, namespace: of, body, dryRun, code } of stage.cluster.requests()) {
    const isChange =
      verb === "patch" && of === namespace && ["deployments.apps", "statefulsets.apps"].includes(resource);
    if (!isChange || dryRun || code !== 200) continue;
    const attempt =
      /kube-autofix\.io~1attempt","value":"([^"]*)"/.exec(JSON.stringify(body))?.[1] ?? "return";
    counts.set(attempt, (counts.get(attempt) ?? 0) + 1);
  }
  return [...counts.values()];
}
