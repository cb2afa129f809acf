import type { Kysely } from "kysely";
import type { Tables } from "../../../database/tables.ts";

/** The tenant in which our app is installed: whoever presses a button belongs to it. */
export interface Tenant {
  /** Undefined while nobody said which it is. */
  key(): Promise<string | undefined>;
  /** As the platform answered a request of our own; never what a callback claims. */
  learn(key: string): Promise<void>;
}

/**
 * Every message that the platform takes from the app is answered with the app's tenant. It is kept for all replicas, for
 * a press may reach one that has sent nothing. What the configuration says stands above it.
 */
export function createTenant(options: {
  db: Kysely<Tables>;
  appId: string;
  configured: string | undefined;
}): Tenant {
  const { db, configured } = options;
  const name = `feishu-tenant/${options.appId}`;
  let known = configured;
  return {
    async key() {
      if (known !== undefined) return known;
      const row = await db.selectFrom("settings").select("value").where("name", "=", name).executeTakeFirst();
      known = row?.value;
      return known;
    },
    async learn(key) {
      if (configured !== undefined || known === key) return;
      await db
        .insertInto("settings")
        .values({ name, value: key })
        .onConflict((conflict) => conflict.column("name").doUpdateSet({ value: key }))
        .execute();
      known = key;
    },
  };
}
