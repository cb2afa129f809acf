import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createFeishuApp } from "../../../../src/notify/feishu/app/app-client.ts";
import { createFeishuAppNotifier } from "../../../../src/notify/feishu/app/app-notifier.ts";
import { createTenant } from "../../../../src/notify/feishu/app/tenant.ts";
import { APP, CHAT, openFakeFeishu } from "../../../simulation/feishu/open-fake-feishu.ts";
import { type TestDatabase, testDatabase } from "../../../support/database.ts";
import { deliveryOf } from "../../notification-fixture.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(() => database.db.deleteFrom("settings").execute());
afterAll(() => database.drop());

const tenantOf = (appId: string, configured?: string) => createTenant({ db: database.db, appId, configured });

test("a replica that sent nothing knows the tenant from what the platform said to another", async () => {
  const pressed = tenantOf("cli_1");
  expect(await pressed.key()).toBeUndefined();
  await tenantOf("cli_1").learn("tenant-1");
  expect(await pressed.key()).toBe("tenant-1");
});

test("another app is in a tenant of its own", async () => {
  await tenantOf("cli_1").learn("tenant-1");
  expect(await tenantOf("cli_2").key()).toBeUndefined();
});

test("what the configuration says stands, whatever is learned", async () => {
  const tenant = tenantOf("cli_1", "tenant-of-the-file");
  await tenant.learn("tenant-1");
  expect(await tenant.key()).toBe("tenant-of-the-file");
  expect(await tenantOf("cli_1").key()).toBeUndefined();
});

test("the first card that is sent says where the app is", async () => {
  const { feishu, url } = await openFakeFeishu();
  try {
    const app = createFeishuApp({ ...APP, appSecret: () => APP.appSecret, domain: url, timeoutMs: 5_000 });
    const options = { app, chatId: CHAT, language: "en", takesDecisions: () => true } as const;
    const notifier = createFeishuAppNotifier({ ...options, tenant: tenantOf(APP.appId) });
    const { id: _none, ...card } = deliveryOf();
    expect(await notifier.send({ ...card, handles: {} }, "card-1")).toEqual({
      messageId: expect.stringMatching(/^om_/),
      chatId: CHAT,
    });
    expect(await tenantOf(APP.appId).key()).toBe("tenant-1");
  } finally {
    await feishu.stop();
  }
});
