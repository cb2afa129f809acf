import { type Kysely, sql } from "kysely";
import { z } from "zod";
import type { Clock } from "../core/clock.ts";
import type { Tables } from "../database/tables.ts";
import { NO_ANSWER_REASONS } from "../domain/model-reply.ts";
import type { AnswerStore } from "../llm/answer-store.ts";
import { storedJson } from "./stored-json.ts";

const keptSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("value"), value: z.unknown() }),
  z.object({ kind: z.literal("none"), reason: z.enum(NO_ANSWER_REASONS), detail: z.string() }),
]);

/** A question that is asked again within so long has its answer already; what was known then may be known better later. */
const ANSWER_MS = 6 * 3_600_000;
/** What no answer came to: soon enough a better model, or a mended server. */
const NONE_MS = 600_000;

/** `askMs` is the longest that one question takes, in wall time: who asked longer ago has died. */
export function createModelAnswers(deps: { db: Kysely<Tables>; clock: Clock; askMs: number }): AnswerStore {
  const { db, clock } = deps;
  const after = (ms: number) => new Date(clock.now().getTime() + ms);
  return {
    async take(digest) {
      const now = clock.now();
      const taken = await db
        .insertInto("model_answers")
        .values({ digest, asked_at: now, answer: null, expires_at: after(deps.askMs) })
        .onConflict((conflict) =>
          conflict
            .column("digest")
            .doUpdateSet({ asked_at: now, answer: null, expires_at: after(deps.askMs) })
            .where("model_answers.expires_at", "<=", now),
        )
        .returning("digest")
        .executeTakeFirst();
      if (taken !== undefined) return { state: "mine" };
      const row = await db
        .selectFrom("model_answers")
        .select("answer")
        .where("digest", "=", digest)
        .executeTakeFirst();
      const kept = keptSchema.safeParse(row?.answer);
      return kept.success ? { state: "kept", kept: kept.data } : { state: "asked-by-another" };
    },
    async keep(digest, kept) {
      const expiresAt = after(kept.kind === "value" ? ANSWER_MS : NONE_MS);
      await db
        .updateTable("model_answers")
        .set({ answer: storedJson(kept), expires_at: expiresAt })
        .where("digest", "=", digest)
        .execute();
      await db.deleteFrom("model_answers").where("expires_at", "<", after(-ANSWER_MS)).execute();
    },
    async release(digest) {
      await db
        .deleteFrom("model_answers")
        .where("digest", "=", digest)
        .where(sql<boolean>`answer is null`)
        .execute();
    },
  };
}
