import { afterEach, beforeEach, expect, test } from "vitest";
import { type OpenFake, openFakeFeishu, refusalOf } from "../open-fake-feishu.ts";

let fake: OpenFake;
beforeEach(async () => {
  fake = await openFakeFeishu();
});
afterEach(() => fake.feishu.stop());

test("reads the name of a person within range", async () => {
  const person = (id: string) =>
    fake.client.contact.v3.user.get({ path: { user_id: id }, params: { user_id_type: "open_id" } });
  expect((await person("ou_anna")).data?.user).toMatchObject({
    name: "安娜",
    en_name: "Anna",
    open_id: "ou_anna",
  });
  expect((await refusalOf(person("ou_far"))).code).toBe(41050);
  expect((await refusalOf(person("ou_none"))).code).toBe(41012);
  fake.feishu.state.apps.get("cli_0123456789abcdef")?.scopes.delete("contact:user.base:readonly");
  expect((await person("ou_anna")).data?.user).not.toHaveProperty("name");
});
