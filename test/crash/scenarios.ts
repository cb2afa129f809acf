import type { IncidentJson, ServiceClient } from "../../src/cli/demo/service-client.ts";
import type { EffectName } from "../../src/core/effects.ts";
import type { SimulatedCluster } from "../../src/simulation/create-simulated-cluster.ts";
import type { FeishuBotServer } from "../../src/simulation/feishu/bot/feishu-bot-server.ts";
import type { BehaviourRule } from "../../src/simulation/kubelet/behaviour.ts";
import { classic } from "../../src/simulation/scenarios/classic.ts";
import { doesNotHold } from "../../src/simulation/scenarios/does-not-hold.ts";
import type { Scenario } from "../../src/simulation/scenarios/scenario.ts";
import { OPERATOR_TOKEN } from "../support/service.ts";

/** What a person who decides goes by. */
export interface Deciding {
  client: ServiceClient;
  url: string;
  incident: IncidentJson;
  /** Addresses of the links that the chat was given. */
  links(): string[];
  /** Half of the time to decide is over. */
  halfOver(): Promise<void>;
}

/** A story that is told in a namespace of the test's choice. */
export interface CrashScenario {
  objects(namespace: string): object[];
  behaviours(namespace: string): BehaviourRule[];
  env?: Record<string, string>;
  /** A policy file. */
  policy?: string;
  /** What a person does where a plan waits; absent: says yes over the API. */
  decide?(on: Deciding): Promise<void>;
  /** What a person wants once all rests; false where nothing is wanted any more. */
  goOn?(on: Pick<Deciding, "url" | "incident">): Promise<boolean>;
  /** What goes wrong around the service after the workload's first kills. */
  trouble?(world: { cluster: SimulatedCluster; bot: FeishuBotServer; namespace: string }): void;
}

export type ScenarioName = keyof typeof SCENARIOS;

/** Which story passes an effect: most are on the classic's road, the others need a person, a return or a failure. */
export function scenarioFor(effect: EffectName): ScenarioName {
  if (effect.startsWith("decision.")) return "approval";
  if (effect.startsWith("escalation.")) return "escalation";
  if (effect.startsWith("return.")) return "does-not-hold";
  if (effect === "apply.step") return "stateful-set";
  if (effect.endsWith(".put-off")) return "trouble";
  return "classic";
}

const hasHappened = ({ incident }: Deciding, kind: string) =>
  incident.timeline.some((entry) => entry.kind === kind);

export async function sayYes({
  client,
  incident: { id, plan },
}: Pick<Deciding, "client" | "incident">): Promise<void> {
  if (plan !== null) await client.decide(id, plan.digest, "approve");
}

function toldIn(scenario: Scenario): CrashScenario {
  const home = JSON.stringify(scenario.subject.namespace);
  const inNamespace = <T>(value: T, namespace: string): T =>
    JSON.parse(JSON.stringify(value).replaceAll(`"namespace":${home}`, `"namespace":"${namespace}"`));
  return {
    objects: (namespace) => inNamespace(scenario.manifests, namespace),
    behaviours: (namespace) => inNamespace(scenario.behaviours, namespace),
  };
}

/** OrderedReady never replaces a pod that is not ready: the plan deletes it as a step of its own. */
function statefulSet(namespace: string): object {
  const text = JSON.stringify(toldIn(classic).objects(namespace)[0]);
  const { spec, ...rest } = JSON.parse(text) as { spec: object };
  return { ...rest, kind: "StatefulSet", spec: { ...spec, serviceName: "stress" } };
}

// Who is asked is asked of a Deployment: whether a pod of a StatefulSet must be deleted depends on when the yes comes.
export const SCENARIOS = {
  classic: toldIn(classic),
  approval: { ...toldIn(classic), env: { AUTONOMY: "approve" } },
  // Whoever decides does so once they were reminded.
  escalation: {
    ...toldIn(classic),
    env: { AUTONOMY: "approve", APPROVAL_TIMEOUT_SECONDS: "86400" },
    decide: (on) => (hasHappened(on, "escalated") ? sayYes(on) : on.halfOver()),
  },
  // Everybody behind the token is one person, and whoever holds the link another.
  "two-people": {
    ...toldIn(classic),
    policy: `apiVersion: kube-autofix.io/v1
kind: Policy
rules: [{name: two, when: true, verdict: approve, approvers: 2, reason: Two people decide}]
`,
    decide: async (on) => {
      if (!hasHappened(on, "first-approved")) return sayYes(on);
      const link = on.links().at(-1);
      if (link === undefined || on.incident.plan === null) return;
      const body = new URLSearchParams({ digest: on.incident.plan.digest, decision: "approve" });
      await fetch(`${on.url}${new URL(link).pathname}`, { method: "POST", body });
    },
  },
  // Whoever wants a fix back asks until it is taken: a service that is killed answers nobody.
  undone: {
    ...toldIn(classic),
    async goOn({ url, incident: { id, outcome } }) {
      if (outcome !== "fixed") return false;
      const headers = { authorization: `Bearer ${OPERATOR_TOKEN}`, "content-type": "application/json" };
      const body = JSON.stringify({ reason: "it costs too much" });
      await fetch(`${url}/api/v1/incidents/${id}/undo`, { method: "POST", headers, body }).catch(() => {});
      return true;
    },
  },
  "does-not-hold": toldIn(doesNotHold),
  "stateful-set": { objects: (namespace) => [statefulSet(namespace)], behaviours: () => [] },
  // A look-up, a change and a message each fail twice before they are taken: once for the life that a kill ends there.
  trouble: {
    ...toldIn(classic),
    trouble({ cluster, bot, namespace }) {
      const inNamespace = (path: string) => path.includes(`/namespaces/${namespace}/`);
      cluster.faults.refuse(2, 503, ({ method, path }) => method === "GET" && inNamespace(path));
      cluster.faults.refuse(2, 503, ({ method, path }) => method === "PATCH" && inNamespace(path));
      bot.fail(2, { status: 503 });
    },
  },
} satisfies Record<string, CrashScenario>;
