import { DEMO_SCENARIOS } from "../../../src/simulation/scenarios/demo-scenarios.ts";
import { deliverKill, until } from "../../e2e/support/stage.ts";
import { web } from "../../e2e/support/workload.ts";
import { incidentWhere, isAtRest } from "../../support/service.ts";
import { ASKS_FIRST, asking, type BrowserStage, CHINESE_CHAT } from "./browser-stage.ts";

export const STATES = [
  "sign-in",
  "sign-in refused",
  "incidents",
  "incidents, none",
  "incidents, filtered",
  "approvals",
  "record",
  "approval wanted",
  "fixed",
  "rolled back, with a person",
  "declined",
  "link open",
  "link decided",
  "link expired",
  "link superseded",
  "nowhere",
  "chat in English",
  "chat in Chinese",
] as const;
export type State = (typeof STATES)[number];

/** Plays what brings an incident into each state; gives the address that shows it. */
export async function playEveryState(on: BrowserStage): Promise<Readonly<Record<State, string>>> {
  const { service } = on;
  // Its own approvals end soon, and its chat is in Chinese.
  const hasty = await on.serve({
    APPROVAL_TIMEOUT_SECONDS: "60",
    FEISHU_LANGUAGE: "zh-CN",
    FEISHU_CHAT_ID: CHINESE_CHAT,
  });
  const [classic, , doesNotHold] = DEMO_SCENARIOS;
  if (classic === undefined || doesNotHold === undefined) throw new Error("the demo tells other stories now");
  const [wanted, declined, expired, superseded, fixed, rolledBack] = await Promise.all([
    asking(on, "wanted"),
    ruled(on, "declined", "reject"),
    asking(on, "expired", { by: hasty, hasCard: false }),
    superseding(on, "superseded"),
    told(on, classic),
    told(on, doesNotHold),
  ]);
  await incidentWhere(hasty.client, "expired", isAtRest);
  const incident = (id: string) => `${service.url}/incidents/${id}`;
  return {
    "sign-in": `${service.url}/sign-in`,
    "sign-in refused": `${service.url}/sign-in`,
    incidents: `${service.url}/incidents`,
    "incidents, none": `${service.url}/incidents?namespace=nobody`,
    "incidents, filtered": `${service.url}/incidents?namespace=wanted&status=awaiting-approval&text=web`,
    approvals: `${service.url}/approvals`,
    record: `${incident(fixed)}/timeline/3`,
    "approval wanted": wanted.page,
    fixed: incident(fixed),
    "rolled back, with a person": incident(rolledBack),
    declined: declined.page,
    "link open": wanted.link,
    "link decided": declined.link,
    "link expired": expired.link,
    "link superseded": superseded.link,
    nowhere: `${service.url}/incidents/nowhere`,
    "chat in English": on.chat(),
    "chat in Chinese": on.chat(undefined, CHINESE_CHAT),
  };
}

async function ruled(on: BrowserStage, namespace: string, decision: "approve" | "reject") {
  const asked = await asking(on, namespace);
  await on.service.client.decide(asked.incident.id, asked.incident.plan?.digest ?? "", decision);
  await incidentWhere(on.service.client, namespace, isAtRest);
  return asked;
}

async function superseding(on: BrowserStage, namespace: string) {
  const asked = await asking(on, namespace);
  await on.stage.cluster.apply([web(namespace, { labels: ASKS_FIRST, limit: "120Mi" })]);
  await until(async () => {
    const { plan } = await on.service.client.incident(asked.incident.id);
    return (plan !== null && plan.digest !== asked.incident.plan?.digest) || undefined;
  }, "another plan");
  return asked;
}

/** One of the demo's stories to its end. */
async function told(on: BrowserStage, scenario: (typeof DEMO_SCENARIOS)[number]): Promise<string> {
  for (const rule of scenario.behaviours) on.stage.cluster.behave(rule);
  await on.stage.cluster.apply(scenario.manifests as Parameters<typeof on.stage.cluster.apply>[0]);
  const { namespace } = scenario.subject;
  await deliverKill(on.stage, on.service, namespace);
  return (await incidentWhere(on.service.client, namespace, isAtRest, 90_000)).id;
}
