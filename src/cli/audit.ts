import { parseArgs } from "node:util";
import { messageOf } from "../core/errors.ts";
import { runExport } from "./audit/run-export.ts";
import { runVerify } from "./audit/run-verify.ts";
import { withDatabase } from "./audit/with-database.ts";
import type { Command } from "./run-command.ts";

const USAGE = `kube-autofix audit verify [--heads FILE] [--incident ID]
kube-autofix audit export [--incident ID]

verify   recomputes the chain of every incident; prints each that is not as it was written
         --heads FILE  compares with heads that were kept elsewhere: an export, or the service's log
                       (its lines "audit head"); /dev/stdin reads them from a pipe
export   prints the audit as JSON Lines: each chain's rows, then its head; a line that counts them ends it

--incident ID  one incident alone

Exit code: 0 all is intact (or exported) · 1 something is not · 2 it could not be found out.
`;

/** 1 is the answer "not intact"; what keeps the command from an answer must not look like it. */
const NO_ANSWER = 2;

export const auditCommand: Command = {
  summary: "verify or export the chained record of every decision",
  async run(args, { env, out, err }) {
    try {
      const { values, positionals } = parseArgs({
        args,
        allowPositionals: true,
        options: {
          heads: { type: "string" },
          incident: { type: "string" },
          help: { type: "boolean", default: false },
        },
      });
      const { heads, incident } = values;
      const [verb, ...more] = positionals;
      if (values.help) {
        out.write(USAGE);
        return 0;
      }
      if (verb === "verify" && more.length === 0)
        return await withDatabase({ env, err }, (db) => runVerify(db, { out, heads, incident }));
      if (verb === "export" && more.length === 0 && heads === undefined)
        return await withDatabase({ env, err }, (db) => runExport(db, { out, incident }));
      err.write(USAGE);
      return NO_ANSWER;
    } catch (error) {
      err.write(`kube-autofix audit: ${messageOf(error)}\n`);
      return NO_ANSWER;
    }
  },
};
