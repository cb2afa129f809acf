import { afterAll, beforeAll, expect, it } from "vitest";
import type { FakeFeishu } from "../../src/simulation/feishu/server/create-fake-feishu.ts";
import { incidentWhere, isAtRest } from "../support/service.ts";
import { type FeishuStage, raiseFeishuStage } from "./support/feishu-stage.ts";
import { deliverKill, patchesOf, type Served, type Stage } from "./support/stage.ts";
import { needs, web } from "./support/workload.ts";

let raised: FeishuStage;
let stage: Stage;
let feishu: FakeFeishu;
let service: Served;

beforeAll(async () => {
  raised = await raiseFeishuStage("long-connection");
  ({ stage, feishu, service } = raised);
});
afterAll(() => raised.end());

it("with an app's id and secret alone, the card asks, takes the decision, and ends as fixed", async () => {
  stage.cluster.behave({ match: { namespace: "wired" }, behaviour: needs(150) });
  await stage.cluster.apply([web("wired", { labels: { "kube-autofix.io/autonomy": "approve" } })]);
  await deliverKill(stage, service, "wired");
  const asking = await feishu.waitFor(
    ({ messages }) => [...messages.values()].find(({ content }) => content.includes('"approve"')),
    AbortSignal.timeout(30_000),
  );
  const pressed = await feishu.press(asking.messageId, { by: "ou_ada", element: "approve" });
  expect(pressed.outcome).toMatchObject({
    kind: "answered",
    toast: { type: "success" },
    isCardReplaced: true,
  });
  const end = await incidentWhere(service.client, "wired", isAtRest);
  expect(end).toMatchObject({ outcome: "fixed", approval: { by: "ou_ada", door: "card" } });
  expect(patchesOf(stage, "wired")).toHaveLength(1);
});

it("shows the connection among its parts, and closes the door that is not used", async () => {
  const ready = await fetch(`${service.url}/readyz`);
  expect(ready.status).toBe(200);
  const { parts } = (await ready.json()) as { parts: { name: string; ok: boolean; detail: string }[] };
  expect(parts.find(({ name }) => name === "feishu long connection")).toMatchObject({
    ok: true,
    detail: expect.stringMatching(/^connected since /),
  });
  const door = await fetch(`${service.url}/webhooks/feishu/card`, { method: "POST", body: "{}" });
  expect(door.status).toBe(403);
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  expect(metrics).toContain("kube_autofix_feishu_long_connection_up 1");
  expect(metrics).toContain('kube_autofix_feishu_callbacks_total{result="door-closed"} 1');
});
