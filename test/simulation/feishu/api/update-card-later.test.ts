import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { type Door, openDoor } from "../callback/callback-door.ts";
import {
  ANNA,
  APP,
  button,
  cardOf,
  type OpenFake,
  OTHER_APP,
  openFakeFeishu,
  refusalOf,
  sendCard,
} from "../open-fake-feishu.ts";

let fake: OpenFake;
let door: Door;
beforeEach(async () => {
  fake = await openFakeFeishu();
  door = await openDoor(fake.clock.now);
  await fake.feishu.configureCallback(APP.appId, { kind: "url", url: door.url });
});
afterEach(async () => {
  await fake.feishu.stop();
  await door.close();
});

const shape = z.object({ event: z.object({ token: z.string() }) });

async function pressed(): Promise<{ id: string; token: string }> {
  const id = await sendCard(fake.client, cardOf(button("b")));
  const { plaintext } = await fake.feishu.press(id, { element: "b", by: ANNA });
  return { id, token: shape.parse(JSON.parse(plaintext ?? "")).event.token };
}
const update = (token: string, card: unknown = cardOf(), client = fake.client) =>
  client.request({ url: "/open-apis/interactive/v1/card/update", method: "POST", data: { token, card } });

test("a press's own token updates the card twice", async () => {
  const { id, token } = await pressed();
  expect(token).toMatch(/^c-/);
  await update(token);
  await update(token);
  expect((await refusalOf(update(token))).code).toBe(300040);
  expect(fake.feishu.state.messages.get(id)?.updates).toBe(2);
});

test("it is no good for another app, after half an hour, for a bad card, or when it is made up", async () => {
  const { id, token } = await pressed();
  expect((await refusalOf(update("c-1"))).code).toBe(300020);
  expect((await refusalOf(update(token, cardOf(), fake.clientOf(OTHER_APP)))).code).toBe(200310);
  expect((await refusalOf(update(token, cardOf({ tag: "note" })))).code).toBe(11311);
  fake.clock.advance(30 * 60_000 + 1);
  expect((await refusalOf(update(token))).code).toBe(300030);
  expect(fake.feishu.state.messages.get(id)?.updates).toBe(0);
});

test("it is no good before the press was answered", async () => {
  let refused: Promise<{ code: number }> | undefined;
  door.answerBy((response) => {
    const [token = ""] = [...fake.feishu.state.updateTokens.keys()];
    refused = refusalOf(update(token));
    void refused.finally(() => response.end("{}"));
  });
  await pressed();
  expect((await refused)?.code).toBe(11310);
});
