import { createHash } from "node:crypto";
import { servedOn } from "./answers.ts";
import {
  failure,
  isListening,
  isRefusing,
  type ProbeOutcome,
  type ProbeTarget,
  SUCCESS,
} from "./probe-target.ts";

const LOCAL = /(?:https?:\/\/)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::([0-9]+))?(\/[^\s"';|&]*)?/;

export function execOutcome(
  command: readonly string[],
  timeoutMs: number,
  target: ProbeTarget,
): ProbeOutcome {
  const [program = ""] = command;
  const line = command.join(" ");
  if (target.commands && !target.commands.includes(program)) return { error: notThere(program) };
  const known = target.answers.commands?.find((item) => line.startsWith(item.command));
  if ((known?.takesMs ?? 0) > timeoutMs)
    return failure(`command timed out: "${line}" timed out after ${timeoutMs / 1000}s`);
  if (known) return (known.exitCode ?? 0) === 0 ? SUCCESS : failure(known.output ?? "");
  const asked = LOCAL.exec(line);
  if (asked) return localOutcome(line, asked, target);
  return isListening(target) && !isRefusing(target) ? SUCCESS : failure("");
}

/** A command that asks its own container: curl, wget and the like. */
function localOutcome(
  line: string,
  [, port, path = "/"]: RegExpExecArray,
  target: ProbeTarget,
): ProbeOutcome {
  const number = Number(port ?? (line.includes("https://") ? 443 : 80));
  const isWget = /\bwget\b/.test(line);
  const served = servedOn(target.answers, number);
  if (!served || !isListening(target))
    return failure(
      isWget
        ? "wget: can't connect to remote host (127.0.0.1): Connection refused\n"
        : `curl: (7) Failed to connect to localhost port ${number} after 0 ms: Couldn't connect to server\n`,
    );
  const isFound = served.paths === undefined || served.paths.includes(path);
  const status = served.statuses?.[path] ?? (!isFound ? 404 : isRefusing(target) ? 503 : 200);
  if (status < 400) return SUCCESS;
  if (isWget) return failure(`wget: server returned error: HTTP/1.1 ${status}\n`);
  const failsOnStatus = /(^|\s)(-[a-zA-Z]*f[a-zA-Z]*|--fail)(\s|$)/.test(line);
  return failsOnStatus ? failure(`curl: (22) The requested URL returned error: ${status}\n`) : SUCCESS;
}

const notThere = (program: string): string => {
  const why = program.includes("/")
    ? `stat ${program}: no such file or directory`
    : "executable file not found in $PATH";
  const exec = `OCI runtime exec failed: exec failed: unable to start container process: exec: "${program}": ${why}: unknown`;
  const id = createHash("sha256").update(program).digest("hex");
  return `rpc error: code = Unknown desc = failed to exec in container: failed to start exec "${id}": ${exec}`;
};
