import { type Kysely, sql } from "kysely";
import type { Tables } from "./tables.ts";

/** Wrong tokens by caller, as all replicas see them. */
export interface WrongTokens {
  /** Counts one more; returns how many are held against the caller then. */
  add(caller: string, now: Date): Promise<number>;
}

/** Callers that are remembered, about; with more, those that were quiet for longest are forgotten. */
const MOST_CALLERS = 10_000;
const SWEEP_MS = 60_000;
/** Whatever is held against somebody is gone after so many times `forgetMs`. */
const MOST_HELD = 100;

/** One wrong token is held against its caller for `forgetMs`, after the ones before. */
export function createWrongTokens(db: Kysely<Tables>, { forgetMs }: { forgetMs: number }): WrongTokens {
  let sweptAt = new Date(0);
  const sweep = async (now: Date) => {
    if (now.getTime() - sweptAt.getTime() < SWEEP_MS) return;
    sweptAt = now;
    await db
      .deleteFrom("wrong_tokens")
      .where("at", "<", new Date(now.getTime() - MOST_HELD * forgetMs))
      .execute();
    const tooMany = db.selectFrom("wrong_tokens").select("caller").orderBy("at", "desc").offset(MOST_CALLERS);
    await db.deleteFrom("wrong_tokens").where("caller", "in", tooMany).execute();
  };
  return {
    async add(caller, now) {
      const { rows } = await sql<{ held: number }>`
        insert into wrong_tokens (caller, held, at) values (${caller}, 1, ${now})
        on conflict (caller) do update set
          held = least(${MOST_HELD}, 1 + greatest(0, wrong_tokens.held
            - greatest(0, extract(epoch from excluded.at - wrong_tokens.at)) * 1000 / ${forgetMs})),
          at = greatest(excluded.at, wrong_tokens.at)
        returning held`.execute(db);
      await sweep(now);
      return rows[0]?.held ?? 1;
    },
  };
}
