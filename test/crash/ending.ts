import { z } from "zod";
import type { IncidentJson } from "../../src/cli/demo/service-client.ts";
import type { RequestRecord } from "../../src/simulation/api/request-log.ts";
import type { FeishuBotServer } from "../../src/simulation/feishu/bot/feishu-bot-server.ts";
import type { CrashStage } from "./crash-stage.ts";

/** Everything that must not depend on a crash. */
export interface Ending {
  incidents: number;
  status: string;
  outcome: string | null;
  cause: string | null;
  results: (string | null)[];
  /** Kinds of entries in the timeline, each once; how often it waited and looked again depends on the pace. */
  story: string[];
  /** Of the workload, as it stands in the cluster. */
  spec: unknown;
  /** How often the service wrote what: one patch an attempt, one a return, one event of a kind, one deletion a pod. */
  writes: Record<string, number>;
  /** Headings of the cards, in the order of their first delivery. */
  cards: string[];
  /** How many cards came more than once. */
  repeatedCards: number;
}

export interface Scene {
  stage: CrashStage;
  namespace: string;
  incidents: IncidentJson[];
  bot: FeishuBotServer;
}

export function describeEnding({ stage, namespace, incidents, bot }: Scene): Ending {
  const [incident] = incidents;
  if (incident === undefined) throw new Error("the story ended without an incident");
  const { status, outcome, cause, attempts, timeline } = incident;
  const spec = ["deployments.apps", "statefulsets.apps"]
    .flatMap((resource) => stage.cluster.store.list(resource, namespace))
    .map((object) => object.spec);
  const cards = bot
    .messages()
    .map(({ content }) => JSON.stringify(content.header).replaceAll(namespace, "NAMESPACE"));
  return {
    incidents: incidents.length,
    status,
    outcome,
    cause,
    results: attempts.map(({ result }) => result),
    story: [...new Set(timeline.map(({ kind }) => kind))].filter((kind) => kind !== "waiting").sort(),
    spec,
    writes: writesOf(stage, namespace),
    cards: [...new Set(cards)],
    repeatedCards: cards.length - new Set(cards).size,
  };
}

/** What the service wrote to the namespace, from the API server's own log; dry runs and refusals are left out. */
function writesOf({ cluster }: CrashStage, namespace: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const request of cluster.requests()) {
    const { verb, namespace: home, dryRun, code } = request;
    const isWrite = ["create", "update", "patch", "delete"].includes(verb);
    if (!isWrite || home !== namespace || dryRun || code >= 300) continue;
    const what = nameOf(request);
    counts[what] = (counts[what] ?? 0) + 1;
  }
  return counts;
}

function nameOf({ verb, resource, body }: RequestRecord): string {
  if (verb === "patch") return `patch ${resource} ${attemptOf(body) ?? "back"}`;
  return `${verb} ${resource} ${reasonSchema.safeParse(body).data?.reason ?? ""}`.trim();
}

/** A change leaves its attempt's number in an annotation; a return takes it away. */
function attemptOf(body: unknown): string | undefined {
  return patchSchema
    .parse(body)
    .filter(({ op }) => op !== "test")
    .map(({ path, value }) =>
      /(attempt [0-9]+)/.exec(`${path} ${JSON.stringify(value)}`.replace(MARK, "attempt ")),
    )
    .find((found) => found !== null)?.[1];
}

const MARK = /kube-autofix\.io(?:~1|\/)attempt[": ]+/;
const reasonSchema = z.looseObject({ reason: z.string() });
const patchSchema = z.array(
  z.looseObject({ op: z.string(), path: z.string(), value: z.unknown().optional() }),
);
