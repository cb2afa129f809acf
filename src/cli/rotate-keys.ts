import { parseArgs } from "node:util";
import { createClock } from "../core/clock.ts";
import { RING_NAMES, type RingName, turnRing } from "../database/key-ring.ts";
import { createAskedCommand } from "./asked-command.ts";
import { withDatabase } from "./audit/with-database.ts";

const USAGE = `kube-autofix rotate-keys [--links] [--sessions] [--revoke]

Makes new keys for the links of approvals and for sessions of the pages (both, where neither is named), beside the
service that runs. What was made by the key before holds until its own end; by the one before that, no more.

--revoke  the key before is worth nothing from now on: its links and sessions end within seconds. Approvals stay open
          on the pages, in the API and on the buttons of cards

Exit code: 0 done · 1 it could not be done · 2 not understood.
`;

const RING_OF = { links: "approval-key", sessions: "session-key" } as const;

export const rotateKeysCommand = createAskedCommand({
  summary: "make new keys for links and sessions, without a restart",
  usage: USAGE,
  parse,
  async run(asked, { env, out, err }) {
    const named = (["links", "sessions"] as const).filter((what) => asked[what] === true);
    const rings: readonly RingName[] = named.length === 0 ? RING_NAMES : named.map((what) => RING_OF[what]);
    const isRevoked = asked.revoke === true;
    await withDatabase({ env, err }, async (db) => {
      for (const ring of rings) await turnRing(db, ring, { now: createClock().now(), isRevoked });
    });
    out.write(`${rings.join(" and ")} ${isRevoked ? "made anew, the one before revoked" : "made anew"}\n`);
    return 0;
  },
});

function parse(args: string[]) {
  const flag = { type: "boolean" } as const;
  try {
    return parseArgs({ args, options: { links: flag, sessions: flag, revoke: flag, help: flag } }).values;
  } catch {
    return undefined;
  }
}
