import { withDatabase } from "../../../src/cli/audit/with-database.ts";
import { replayIncident, replayLines } from "../../../src/cli/replay/replay-incident.ts";
import type { Policy } from "../../../src/remediation/policy/policy.ts";

export interface Replays {
  /** Decisions that were made again, from the records alone. */
  again: number;
  /** Where one came out otherwise, in words. */
  unlike: string[];
}

/** Takes the road of every incident again: the same rules and the same policy must take the same one. */
export function replayAll(env: NodeJS.ProcessEnv, policy: Policy): Promise<Replays> {
  return withDatabase({ env, err: process.stderr }, async (db) => {
    const incidents = await db.selectFrom("incidents").selectAll().execute();
    const replays: Replays = { again: 0, unlike: [] };
    for (const incident of incidents) {
      const rows = await db
        .selectFrom("audit")
        .select(["sequence", "kind", "input", "output"])
        .where("incident_id", "=", incident.id)
        .orderBy("sequence")
        .execute();
      const replayed = replayIncident(rows, { policy, incident });
      const different = replayed.filter(({ was, now }) => was !== now).length;
      replays.again += replayed.length;
      const lines = replayLines(rows, replayed).slice(0, different);
      replays.unlike.push(...lines.map((line) => `${incident.subject_namespace}: ${line}`));
    }
    return replays;
  });
}
