import { afterAll, beforeAll, expect, it } from "vitest";
import { inspectCard } from "../../src/simulation/feishu/card/inspect-card.ts";
import type { FakeFeishu } from "../../src/simulation/feishu/server/create-fake-feishu.ts";
import { incidentWhere, isAtRest } from "../support/service.ts";
import { type FeishuStage, raiseFeishuStage } from "./support/feishu-stage.ts";
import { deliverKill, patchesOf, type Served, type Stage } from "./support/stage.ts";
import { needs, web } from "./support/workload.ts";

const ASKS_FIRST = { "kube-autofix.io/autonomy": "approve" };

let raised: FeishuStage;
let stage: Stage;
let feishu: FakeFeishu;
let service: Served;

beforeAll(async () => {
  raised = await raiseFeishuStage("door");
  ({ stage, feishu, service } = raised);
});
afterAll(() => raised.end());

const cardsOf = (namespace: string) =>
  [...feishu.state.messages.values()].filter(
    ({ content, rootId }) => rootId === undefined && content.includes(`${namespace}/web`),
  );
const soon = () => AbortSignal.timeout(30_000);

it("shows one card an incident, takes the decision of who may on it, and ends by saying that it is fixed", async () => {
  stage.cluster.behave({ match: { namespace: "carded" }, behaviour: needs(150) });
  await stage.cluster.apply([web("carded", { labels: ASKS_FIRST })]);
  await deliverKill(stage, service, "carded");
  const asking = await feishu.waitFor(
    () => cardsOf("carded").find(({ content }) => content.includes('"approve"')),
    soon(),
  );
  const press = (openId: string) =>
    feishu.press(asking.messageId, { by: openId, element: "approve", form: { reason: "go" } });

  const foreign = await press("ou_eve");
  expect(foreign.outcome).toMatchObject({ kind: "answered", toast: { type: "error" } });
  expect(patchesOf(stage, "carded")).toEqual([]);
  feishu.expireTokens();

  const pressed = await press("ou_ada");
  expect(pressed.outcome).toMatchObject({
    kind: "answered",
    toast: { type: "success" },
    isCardReplaced: true,
  });
  const end = await incidentWhere(service.client, "carded", isAtRest);
  expect(end).toMatchObject({ outcome: "fixed", approval: { by: "ou_ada", door: "card", reason: "go" } });
  expect(patchesOf(stage, "carded")).toHaveLength(1);

  const shown = await feishu.waitFor(
    () => cardsOf("carded").find(({ content }) => content.includes("Fixed and proven")),
    soon(),
  );
  expect(cardsOf("carded")).toHaveLength(1);
  expect(shown.messageId).toBe(asking.messageId);
  // What is left to press undoes the fix.
  expect(inspectCard(shown.card)).toMatchObject({ violations: [], callbacks: 1, forms: 1 });
  expect(shown.content).toContain('"undo"');
  const thread = await feishu.waitFor((state) => {
    const replies = [...state.messages.values()].filter(({ rootId }) => rootId === shown.messageId);
    return replies.some(({ content }) => content.includes("Fixed and proven")) ? replies : undefined;
  }, soon());
  expect(thread.length).toBeLessThanOrEqual(2);
});

it("goes on without the chat: a card that was deleted is sent anew, and its buttons work", async () => {
  stage.cluster.behave({ match: { namespace: "deleted" }, behaviour: needs(150) });
  await stage.cluster.apply([web("deleted", { labels: ASKS_FIRST })]);
  await deliverKill(stage, service, "deleted");
  const first = await feishu.waitFor(
    () => cardsOf("deleted").find(({ content }) => content.includes('"approve"')),
    soon(),
  );
  first.condition = "deleted";
  const { id, plan } = await incidentWhere(
    service.client,
    "deleted",
    ({ status }) => status === "awaiting-approval",
  );
  await fetch(`${service.url}/api/v1/incidents/${id}/decision`, {
    method: "POST",
    headers: { authorization: "Bearer operator-token-of-the-tests", "content-type": "application/json" },
    body: JSON.stringify({ digest: plan?.digest, decision: "not-now", minutes: 480 }),
  });
  const second = await feishu.waitFor(
    () => cardsOf("deleted").find(({ messageId }) => messageId !== first.messageId),
    soon(),
  );
  expect(second.content).toContain("Not now");
  const taken = await feishu.press(second.messageId, { by: "ou_ada", element: "take_over" });
  expect(taken.outcome).toMatchObject({ kind: "answered", toast: { type: "success" } });
  expect(await service.client.incident(id)).toMatchObject({ status: "needs-person" });
});
