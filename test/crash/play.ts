import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppsV1Api } from "@kubernetes/client-node";
import { alertPayload } from "../../src/cli/demo/alert-payload.ts";
import { untilKilledAgain } from "../../src/cli/demo/killed-pod.ts";
import type { IncidentJson } from "../../src/cli/demo/service-client.ts";
import { createClock } from "../../src/core/clock.ts";
import type { EffectInstant } from "../../src/core/effects.ts";
import { messageOf } from "../../src/core/errors.ts";
import { createFeishuBotServer } from "../../src/simulation/feishu/bot/feishu-bot-server.ts";
import { startCrashProcess } from "../support/crash-process.ts";
import type { CrashDatabase } from "./crash-database.ts";
import type { CrashStage } from "./crash-stage.ts";
import { describeEnding, type Ending } from "./ending.ts";
import { createRoad } from "./road.ts";
import { type CrashScenario, SCENARIOS, type ScenarioName, sayYes } from "./scenarios.ts";

export interface Play {
  scenario: ScenarioName;
  /** The service is killed at each of these in turn, and started again after each. */
  kills: readonly EffectInstant[];
  database: CrashDatabase;
}

export interface Played {
  /** How many processes ended themselves at their instant. */
  kills: number;
  ending: Ending;
}

/** A story takes about ten seconds; one that hangs, or goes another road than to its instant, must not hold up the rest. */
const STORY_MS = 180_000;

/**
 * Plays a scenario in a namespace of its own, with as many lives of the service as it takes.
 * @throws Error where it is not over in time; nothing that it started is left then either
 */
export async function play(stage: CrashStage, { scenario: name, kills, database }: Play): Promise<Played> {
  const namespace = `crash-${randomUUID().slice(0, 8)}`;
  const scenario: CrashScenario = SCENARIOS[name];
  const bot = createFeishuBotServer({ clock: createClock(stage.scale) });
  const { url: botUrl } = await bot.start();
  const env = {
    ...database.env,
    ...{ FEISHU_BOT_WEBHOOK_URL: botUrl, PUBLIC_URL: "http://autofix.test" },
    ...scenario.env,
    ...(await policyOf(scenario, join(stage.dataDir, `${namespace}.yaml`))),
  };
  const start = (killAt: EffectInstant | null) =>
    startCrashProcess({ env, scale: stage.scale, clusterUrl: stage.clusterUrl, killAt });
  for (const rule of scenario.behaviours(namespace)) stage.cluster.behave(rule);
  const limit = AbortSignal.timeout(STORY_MS);
  let service = start(kills[0] ?? null);
  try {
    await stage.cluster.apply(scenario.objects(namespace));
    const pod = await untilKilledAgain(stage.kubeConfig, namespace, limit);
    scenario.trouble?.({ cluster: stage.cluster, bot, namespace });
    const startsAt = createClock(stage.scale).now();
    const alert = { namespace, pod: pod.name, container: pod.container, startsAt };
    const payload = alertPayload({ ...alert, fingerprint: "00000000000000cc" });
    const links = () => bot.messages().flatMap(({ content }) => linksIn(JSON.stringify(content)));
    const halfOver = database.halfOver ?? (() => Promise.reject(new Error("only on the shared server")));
    const goOn = scenario.goOn ?? (async () => false);
    const road = createRoad({ payload, namespace, decide: scenario.decide ?? sayYes, goOn, links, halfOver });
    let killed = 0;
    for (const next of [...kills.slice(1), null].slice(0, kills.length)) {
      const over = new AbortController();
      void service.ended.then(() => over.abort());
      const rested = await road.walk(await within(limit, service.url), AbortSignal.any([over.signal, limit]));
      // The instant may lie behind the incident's rest, such as the last card's.
      const ended = within(limit, service.ended).catch((error: unknown) => {
        throw new Error(`${messageOf(error)}; ${JSON.stringify(rested.map(tell))}`);
      });
      if ((await ended) === "SIGKILL") killed += 1;
      service = start(next);
    }
    const incidents = await road.walk(await within(limit, service.url), limit);
    await database.untilDelivered(limit);
    const ending = describeEnding({ stage, namespace, incidents, bot });
    service.stop();
    await within(limit, service.ended);
    return { kills: killed, ending };
  } finally {
    service.kill();
    await service.ended;
    await bot.stop();
    await clear(stage, namespace);
  }
}

/** Of an incident that came to rest and passed another road than to the instant. */
const tell = ({ status, outcome, timeline }: IncidentJson) => ({
  status,
  outcome,
  story: timeline.map(({ kind, text }) => `${kind}: ${text}`),
});

async function within<T>(limit: AbortSignal, result: Promise<T>): Promise<T> {
  const { promise: over, reject } = Promise.withResolvers<never>();
  const refuse = () => reject(new Error(`the story is not over after ${STORY_MS / 1_000} s`));
  limit.addEventListener("abort", refuse, { once: true });
  if (limit.aborted) refuse();
  return Promise.race([result, over]).finally(() => limit.removeEventListener("abort", refuse));
}

async function policyOf({ policy }: CrashScenario, path: string): Promise<Record<string, string>> {
  if (policy === undefined) return {};
  await writeFile(path, policy);
  return { POLICY_FILE: path };
}

const linksIn = (text: string): string[] => text.match(/http:\/\/autofix\.test\/approvals\/[\w-]{43}/g) ?? [];

/** What crashes in a loop would go on with it beside the stories to come. */
async function clear(stage: CrashStage, namespace: string): Promise<void> {
  const apps = stage.kubeConfig.makeApiClient(AppsV1Api);
  await apps.deleteCollectionNamespacedDeployment({ namespace });
  await apps.deleteCollectionNamespacedStatefulSet({ namespace });
}
