import type { Operation } from "./call.ts";
import { Refusal } from "./refusal.ts";

/** The name is told to an application that may read it, of people within its range. */
export const getPerson: Operation = {
  method: "GET",
  path: "/open-apis/contact/v3/users/:user_id",
  scopes: ["contact:contact.base:readonly"],
  answer({ state, app, parameters, query }) {
    const type = query.get("user_id_type") ?? "open_id";
    if (type !== "open_id" && type !== "union_id") throw new Refusal(40001, "invalid user_id_type");
    const id = parameters.user_id ?? "";
    if (!id.startsWith(type === "open_id" ? "ou_" : "on_")) throw new Refusal(41012, "user id invalid");
    const person = [...state.people.values()].find(
      ({ openId, unionId }) => id === (type === "open_id" ? openId : unionId),
    );
    if (person === undefined) throw new Refusal(41012, "user id invalid");
    if (person.appId !== app.appId && type === "open_id") throw new Refusal(99992361, "open_id cross app");
    if (!person.isInRange) throw new Refusal(41050, "no user authority error");
    const mayReadName = app.scopes.has("contact:user.base:readonly");
    return {
      user: {
        open_id: person.openId,
        union_id: person.unionId,
        ...(mayReadName ? { name: person.name, en_name: person.enName } : {}),
      },
    };
  },
};
