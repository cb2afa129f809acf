import { type Kysely, sql } from "kysely";
import { type Clock, createClock } from "../../../core/clock.ts";
import { messageOf } from "../../../core/errors.ts";
import type { Logger } from "../../../core/logger.ts";
import type { Tables } from "../../../database/tables.ts";
import type { Policy } from "../policy.ts";
import { readReview } from "./read-review.ts";
import { reviewLines } from "./review-lines.ts";

export interface ReviewScheduleDeps {
  db: Kysely<Tables>;
  policy: () => Pick<Policy, "rules" | "notify" | "review">;
  clock: Clock;
  logger: Logger;
  /** Tells people; false where nobody is configured to be told. */
  tell(
    report: {
      id: string;
      title: string;
      lines: readonly string[];
      chat: string | null;
      bots: readonly string[] | null;
    },
    signal: AbortSignal,
  ): Promise<boolean>;
}

const LOOK_MS = 60_000;
const DAY_MS = 24 * 3600_000;
/** A row that holds when a review was sent last, so that one of several replicas sends the next one. */
const LAST = "policy-review-at";

export interface ReviewSchedule {
  start(): void;
  stop(): Promise<void>;
}

/** Sends the policy's review as often as the policy says. */
export function createReviewSchedule(deps: ReviewScheduleDeps): ReviewSchedule {
  const wall = createClock();
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  const loop = async () => {
    while (!stopping.signal.aborted) {
      await sendReviewIfDue(deps, stopping.signal).catch((error: unknown) =>
        deps.logger.warn(
          { error: messageOf(error) },
          "the policy review could not be sent; it is tried again",
        ),
      );
      await wall.sleep(LOOK_MS, stopping.signal).catch(() => {});
    }
  };
  return {
    start() {
      running ??= loop();
    },
    async stop() {
      stopping.abort(new Error("the service stops"));
      await running;
    },
  };
}

/** True where a review was due and this replica told of it. Throws where nobody could be told; then it is due again. */
export async function sendReviewIfDue(deps: ReviewScheduleDeps, signal: AbortSignal): Promise<boolean> {
  const policy = deps.policy();
  const { review } = policy;
  if (review === null) return false;
  const until = deps.clock.now();
  const since = new Date(until.getTime() - review.everyDays * DAY_MS);
  const before = await takeTurn(deps.db, { since, until });
  if (before === undefined) return false;
  try {
    const report = await readReview(deps.db, { policy, since, until });
    const [title = "policy review", ...lines] = reviewLines(report);
    const route = policy.notify.find(({ name }) => name === review.notify);
    const chat = route?.chat ?? null;
    const id = `policy-review-${until.toISOString()}`;
    const isTold = await deps.tell({ id, title, lines, chat, bots: route?.bots ?? null }, signal);
    deps.logger.info({ title, lines, isTold }, "policy review");
    return true;
  } catch (error) {
    await giveTurnBack(deps.db, { before, until });
    throw error;
  }
}

/** When the one before was sent, where the next is due and nobody else took it. The first is due a whole period after the start. */
async function takeTurn(
  db: Kysely<Tables>,
  { since, until }: { since: Date; until: Date },
): Promise<string | undefined> {
  await db
    .insertInto("settings")
    .values({ name: LAST, value: until.toISOString() })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  const last = await db
    .selectFrom("settings")
    .select("value")
    .where("name", "=", LAST)
    .executeTakeFirstOrThrow();
  if (new Date(last.value) > since) return undefined;
  const taken = await db
    .updateTable("settings")
    .set({ value: until.toISOString() })
    .where("name", "=", LAST)
    .where(sql<boolean>`value = ${last.value}`)
    .returning("name")
    .executeTakeFirst();
  return taken === undefined ? undefined : last.value;
}

async function giveTurnBack(
  db: Kysely<Tables>,
  { before, until }: { before: string; until: Date },
): Promise<void> {
  await db
    .updateTable("settings")
    .set({ value: before })
    .where("name", "=", LAST)
    .where(sql<boolean>`value = ${until.toISOString()}`)
    .execute();
}
