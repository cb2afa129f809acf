import { createClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { openDatabase } from "../../src/database/database.ts";
import type { Action } from "../../src/domain/action.ts";
import { beginInLedger } from "../../test/guard/support/begin-in-ledger.ts";
import { answerParent } from "./asked-process.ts";

// The ledger in a process of its own, as the service has it beside the guard: an embedded database that syncs to disk.
const [, , dataDir = ""] = process.argv;
const clock = createClock();
const database = await openDatabase({ dataDir, logger: silentLogger, clock, role: "owner" });

/** One attempt at a time is under way: that of before has ended. */
async function begin(action: Action): Promise<object> {
  const { db } = database;
  const at = clock.now();
  await db
    .updateTable("attempts")
    .set({ result: "verified", ended_at: at })
    .where("result", "is", null)
    .execute();
  await db.updateTable("incidents").set({ status: "closed", outcome: "fixed" }).execute();
  await beginInLedger(db, { actions: [action], at });
  return {};
}

answerParent(
  {},
  (action) => begin(action as Action),
  () => database.close(),
);
