import { afterAll, beforeAll, expect, it } from "vitest";
import { createFakeFeishu, type FakeFeishu } from "../../src/simulation/feishu/server/create-fake-feishu.ts";
import { incidentWhere, isAtRest } from "../support/service.ts";
import { deliverKill, patchesOf, raiseStage, type Served, type Stage, until } from "./support/stage.ts";
import { needs, web } from "./support/workload.ts";

const APP = { appId: "cli_0123456789abcdef", appSecret: "secret-of-the-app" };

let stage: Stage;
let feishu: FakeFeishu;
let service: Served;

beforeAll(async () => {
  stage = await raiseStage();
  feishu = createFakeFeishu({
    clock: stage.clock,
    apps: [APP],
    chats: [{ chatId: "oc_oncall" }],
    people: [{ openId: "ou_ada" }],
  });
  const { url } = await feishu.start();
  service = await stage.serve({
    env: {
      FEISHU_DOMAIN: url,
      FEISHU_APP_ID: APP.appId,
      FEISHU_APP_SECRET: APP.appSecret,
      FEISHU_CHAT_ID: "oc_oncall",
      FEISHU_CALLBACKS: "long-connection",
      FEISHU_APPROVERS: "ou_ada",
      FEISHU_LANGUAGE: "en",
    },
  });
  await until(() => feishu.connections.count(APP.appId) === 1 || undefined, "a connection");
  await feishu.configureCallback(APP.appId, { kind: "long-connection", frame: "card", parts: 1 });
});
afterAll(async () => {
  await stage.end();
  await feishu.stop();
});

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
