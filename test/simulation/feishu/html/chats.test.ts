import { afterEach, beforeEach, expect, test } from "vitest";
import { renderCard } from "../../../../src/simulation/feishu/html/render-card.ts";
import { type Door, openDoor } from "../callback/callback-door.ts";
import {
  ANNA,
  APP,
  button,
  CHAT,
  cardOf,
  cardThatPasses,
  type OpenFake,
  openFakeFeishu,
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

const get = async (path: string) => (await fetch(`${fake.url}${path}`)).text();
const submit = (id: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${fake.url}/chats/${CHAT}/messages/${id}/press?by=${ANNA}&lang=en_us`, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers,
    redirect: "manual",
  });

test("a chat shows its cards in the reader's language, with their threads", async () => {
  const id = await sendCard(fake.client);
  await fake.client.im.v1.message.reply({
    path: { message_id: id },
    data: { msg_type: "text", content: JSON.stringify({ text: "<b>fixed</b>" }), reply_in_thread: true },
  });
  expect(await get("/chats")).toContain(`href="/chats/${CHAT}"`);
  const english = await get(`/chats/${CHAT}?lang=en_us`);
  expect(english).toContain("<h2>Approve?</h2>");
  expect(english).toContain("<strong>Cause</strong> out of memory");
  expect(english).toContain("&lt;b&gt;fixed&lt;/b&gt;");
  expect(await get(`/chats/${CHAT}?lang=zh_cn`)).toContain("<h2>是否批准？</h2>");
});

test("a button is pressed from the page, its form with it, and the toast is shown", async () => {
  const id = await sendCard(fake.client);
  door.answerWith({ toast: { type: "success", content: "Approved <b>" } });
  const answer = await submit(id, { element: "ok", "field.note": "two\r\nlines" });
  expect(answer.status).toBe(303);
  expect(answer.headers.get("location")).toBe(`/chats/${CHAT}?by=${ANNA}&lang=en_us#${id}`);
  expect(door.action()).toMatchObject({ openId: ANNA, form: { note: "two\nlines" } });
  expect(await get(`/chats/${CHAT}`)).toContain(
    '<p class="toast c-green" role="status">Approved &lt;b&gt;</p>',
  );
});

test("every button of a page bears the key that presses it", async () => {
  const plain = button("x");
  delete plain.element_id;
  const id = await sendCard(
    fake.client,
    cardOf(plain, { ...plain, behaviors: [{ type: "callback", value: { handle: "second" } }] }),
  );
  const keys = [...(await get(`/chats/${CHAT}`)).matchAll(/name="element" value="([^"]+)"/g)].map(
    ([, key]) => key,
  );
  expect(keys).toEqual(["part-0", "part-1"]);
  await submit(id, { element: keys[1] ?? "" });
  expect(door.action()).toMatchObject({ handle: "second" });
});

test("another site cannot press, and what is not there cannot be pressed", async () => {
  const id = await sendCard(fake.client, cardOf(button("b")));
  expect((await submit(id, { element: "b" }, { "sec-fetch-site": "cross-site" })).status).toBe(403);
  expect((await submit("om_none", { element: "b" })).status).toBe(404);
  expect((await fetch(`${fake.url}/chats/oc_none`)).status).toBe(404);
  expect(door.received).toHaveLength(1);
});

test("the version changes with what is shown", async () => {
  const versions = [await get(`/chats/${CHAT}/version`)];
  const id = await sendCard(fake.client);
  versions.push(await get(`/chats/${CHAT}/version`));
  await fake.client.im.v1.message.patch({
    path: { message_id: id },
    data: { content: JSON.stringify(cardThatPasses()) },
  });
  versions.push(await get(`/chats/${CHAT}/version`));
  expect(new Set(versions).size).toBe(3);
});

test("every text of a card is escaped", () => {
  const evil = `"><script>alert(1)</script>`;
  const text = { tag: "plain_text", content: evil };
  const html = renderCard(
    {
      header: { title: text, subtitle: text, text_tag_list: [{ text }], template: evil },
      body: {
        elements: [
          { tag: evil },
          { tag: "div", text: { ...text, text_color: evil, text_size: evil } },
          { tag: "markdown", content: evil },
          { tag: "img", alt: text },
          { tag: "collapsible_panel", header: { title: text }, elements: [] },
          { tag: "table", columns: [{ name: "a", display_name: evil }], rows: [{ a: evil }] },
          { ...button("b"), text, type: evil, hover_tips: text, confirm: { title: text, text } },
          { ...button("c"), text, behaviors: [{ type: "open_url", default_url: "javascript:alert(1)" }] },
          {
            tag: "form",
            name: evil,
            elements: [{ tag: "input", name: evil, placeholder: text, default_value: evil }],
          },
          { tag: "select_static", placeholder: text, options: [{ text, value: evil }], initial_option: evil },
        ],
      },
    },
    { locale: "en_us", pressUrl: "/press", nameOf: (id) => id },
  );
  expect(html).not.toContain("<script");
  expect(html).not.toContain("javascript:");
  expect(html.match(/&quot;&gt;&lt;script&gt;/g)?.length).toBeGreaterThan(12);
});
