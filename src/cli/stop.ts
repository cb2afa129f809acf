import { userInfo } from "node:os";
import { parseArgs } from "node:util";
import { createClock } from "../core/clock.ts";
import { setStop } from "../remediation/stop/stop-rows.ts";
import { withDatabase } from "./audit/with-database.ts";
import type { Command } from "./run-command.ts";

const USAGE = `kube-autofix stop --reason TEXT [--by NAME]
kube-autofix resume --reason TEXT [--by NAME]

stop     from now on nothing is written to the cluster, by any replica; the guard refuses it too
resume   ends that; what waited goes on

Exit code: 0 it is so now · 1 it could not be done · 2 not understood.
`;

export const stopCommand: Command = {
  summary: "stop all changes to the cluster, at once and everywhere",
  run: (args, context) => setTo(true, args, context),
};

export const resumeCommand: Command = {
  summary: "let changes happen again after a stop",
  run: (args, context) => setTo(false, args, context),
};

async function setTo(
  isStopped: boolean,
  args: string[],
  { env, out, err }: Parameters<Command["run"]>[1],
): Promise<number> {
  const asked = parse(args);
  if (asked?.help === true) {
    out.write(USAGE);
    return 0;
  }
  const reason = asked?.reason?.trim() ?? "";
  if (asked === undefined || reason === "") {
    err.write(USAGE);
    return 2;
  }
  const by = asked.by ?? userInfo().username;
  const at = createClock().now();
  const isNews = await withDatabase({ env, err }, (db) =>
    setStop(db, { isStopped, by, door: "cli", reason, at }),
  );
  const now = isStopped ? "all changes are stopped" : "changes may happen";
  out.write(isNews ? `${now}\n` : `nothing was done: ${now} already\n`);
  return 0;
}

function parse(args: string[]) {
  try {
    const options = {
      reason: { type: "string" },
      by: { type: "string" },
      help: { type: "boolean" },
    } as const;
    return parseArgs({ args, options }).values;
  } catch {
    return undefined;
  }
}
