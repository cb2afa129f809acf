import { parseArgs } from "node:util";
import { readConfig } from "../config/config.ts";
import { createClock } from "../core/clock.ts";
import { silentLogger } from "../core/logger.ts";
import { createPolicySource } from "../remediation/policy/policy-source.ts";
import { withDatabase } from "./audit/with-database.ts";
import { replayRow } from "./replay/replay-row.ts";
import type { Command } from "./run-command.ts";

const USAGE = `kube-autofix replay ID

Decides once more what was decided on an incident, from its audit rows and the policy as it is now: verdicts on plans, and
the moves among which the Supervisor chose. Reads the database alone: no cluster, no model, no chat is called.

Exit code: 0 the same road · 1 it would differ · 2 there is no such incident.
`;

export const replayCommand: Command = {
  summary: "decide an incident again from its audit, and say where the road would differ",
  async run(args, { env, out, err }) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { help: { type: "boolean", default: false } },
    });
    const [id, ...more] = positionals;
    if (values.help || id === undefined || more.length > 0) {
      (values.help ? out : err).write(USAGE);
      return values.help ? 0 : 2;
    }
    const source = createPolicySource({
      path: readConfig(env).policy.file,
      logger: silentLogger,
      clock: createClock(),
    });
    try {
      return await withDatabase(env, async (db) => {
        const incident = await db
          .selectFrom("incidents")
          .selectAll()
          .where((eb) => eb(eb.cast<string>("id", "text"), "=", id))
          .executeTakeFirst();
        if (incident === undefined) {
          err.write(`there is no incident ${id}\n`);
          return 2;
        }
        const rows = await db
          .selectFrom("audit")
          .select(["sequence", "kind", "input", "output"])
          .where("incident_id", "=", incident.id)
          .orderBy("sequence")
          .execute();
        const given = { policy: source.current(), incident };
        const replayed = rows.flatMap((row) => replayRow(row, given) ?? []);
        const different = replayed.filter(({ was, now }) => was !== now);
        for (const { sequence, kind, was, now } of different)
          out.write(`row ${sequence} (${kind}): ${was}; now: ${now}\n`);
        out.write(`${replayed.length} decisions of ${rows.length} rows, ${different.length} would differ\n`);
        return different.length === 0 ? 0 : 1;
      });
    } finally {
      source.stop();
    }
  },
};
