import { afterAll, beforeAll, expect, it } from "vitest";
import { incidentWhere, isAtRest, OPERATOR_TOKEN } from "../support/service.ts";
import { type FeishuStage, raiseFeishuStage } from "./support/feishu-stage.ts";
import { deliverKill, patchesOf, until } from "./support/stage.ts";
import { needs, web } from "./support/workload.ts";

let raised: FeishuStage;
beforeAll(async () => {
  raised = await raiseFeishuStage("door");
});
afterAll(() => raised.end());

const soon = () => AbortSignal.timeout(30_000);

/** A card that asks, and the words for what is to be decided. */
async function asking(namespace: string) {
  const { stage, feishu, service } = raised;
  stage.cluster.behave({ match: { namespace }, behaviour: needs(150) });
  await stage.cluster.apply([web(namespace, { labels: { "kube-autofix.io/autonomy": "approve" } })]);
  await deliverKill(stage, service, namespace);
  const incident = await incidentWhere(
    service.client,
    namespace,
    ({ status }) => status === "awaiting-approval",
  );
  const cards = () =>
    [...feishu.state.messages.values()].filter(
      ({ content, rootId }) => rootId === undefined && content.includes(incident.id),
    );
  const card = await feishu.waitFor(
    () => cards().find(({ content }) => content.includes('"approve"')),
    soon(),
  );
  return { incident, digest: incident.plan?.digest ?? "", cards, messageId: card.messageId };
}

/** The session of whoever is signed in, and the token that its forms carry. */
async function signedIn(path: string) {
  const { url } = raised.service;
  const signIn = await fetch(`${url}/sign-in`, {
    method: "POST",
    body: new URLSearchParams({ token: OPERATOR_TOKEN }),
    redirect: "manual",
  });
  const cookie = signIn.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  const page = await (await fetch(`${url}${path}`, { headers: { cookie } })).text();
  return { cookie, csrf: /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? "" };
}

type Asking = Awaited<ReturnType<typeof asking>>;

const DOORS = {
  link: async ({ incident, digest }: Asking) => {
    const { service } = raised;
    const link = await until(
      () =>
        service.deliveries.find(
          ({ notification, links }) => notification.incidentId === incident.id && links.approval !== null,
        )?.links.approval ?? undefined,
      "a message with a link",
    );
    const body = new URLSearchParams({ digest, decision: "approve", by: "Mei" });
    return fetch(`${service.url}${new URL(link).pathname}`, { method: "POST", body });
  },
  page: async ({ incident, digest }: Asking) => {
    const path = `/incidents/${incident.id}`;
    const { cookie, csrf } = await signedIn(path);
    const body = new URLSearchParams({ digest, decision: "approve", by: "Mei", csrf });
    return fetch(`${raised.service.url}${path}/decision`, { method: "POST", body, headers: { cookie } });
  },
  api: ({ incident, digest }: Asking) =>
    fetch(`${raised.service.url}/api/v1/incidents/${incident.id}/decision`, {
      method: "POST",
      headers: { authorization: `Bearer ${OPERATOR_TOKEN}`, "content-type": "application/json" },
      body: JSON.stringify({ digest, decision: "approve" }),
    }),
};

it.each([
  ["link", "Mei", "through the link"],
  ["page", "Mei", "on the page"],
  ["api", "operator", "through the API"],
] as const)(
  "a yes by %s ends in the one card of the chat, which says who gave it and through which door",
  async (door, by, words) => {
    const { stage, feishu, service } = raised;
    const asked = await asking(`heard-${door}`);
    expect((await DOORS[door](asked)).status).toBe(200);
    const end = await incidentWhere(service.client, `heard-${door}`, isAtRest);
    expect(end).toMatchObject({ outcome: "fixed", approval: { by, door } });
    const shown = await feishu.waitFor(
      () => asked.cards().find(({ content }) => content.includes("Fixed and proven")),
      soon(),
    );
    expect(shown.content).toContain(`approved · ${by} · ${words} · `);
    // What is left to press undoes the fix.
    const buttons = [...shown.content.matchAll(/"tag":"button","name":"([^"]+)"/g)].map(([, name]) => name);
    expect(buttons).toEqual(["undo"]);
    expect(asked.cards().map(({ messageId }) => messageId)).toEqual([asked.messageId]);
    expect(shown.updates).toBeGreaterThan(0);
    expect(patchesOf(stage, `heard-${door}`)).toHaveLength(1);
  },
);
