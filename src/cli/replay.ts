import { parseArgs } from "node:util";
import { readConfig } from "../config/config.ts";
import { createClock } from "../core/clock.ts";
import { silentLogger } from "../core/logger.ts";
import { isUuid } from "../incidents/incident-list.ts";
import { createPolicySource } from "../remediation/policy/policy-source.ts";
import { withDatabase } from "./audit/with-database.ts";
import { replayIncident, replayLines } from "./replay/replay-incident.ts";
import type { Command } from "./run-command.ts";

const USAGE = `kube-autofix replay ID

Takes the road of an incident once more from its audit rows, by the rules and the policy as they are now: each move of the agents,
the moves among which a model chose, each verdict on a plan, whether a change holds by what was seen of it, and whether the
program that computed is still the one that ships. What the cluster, a model and people answered is taken from the records:
a diagnosis, too, for its facts are not kept. The last lines say so step by step.
Reads the database alone: no cluster, no model, no chat is called.

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
      return await withDatabase({ env, err }, async (db) => {
        const incident = isUuid(id)
          ? await db.selectFrom("incidents").selectAll().where("id", "=", id).executeTakeFirst()
          : undefined;
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
        const replayed = replayIncident(rows, { policy: source.current(), incident });
        out.write(`${replayLines(rows, replayed).join("\n")}\n`);
        return replayed.some(({ was, now }) => was !== now) ? 1 : 0;
      });
    } finally {
      source.stop();
    }
  },
};
