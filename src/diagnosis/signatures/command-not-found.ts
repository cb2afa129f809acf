import { describeRef } from "../../domain/object-ref.ts";
import { found } from "../found.ts";
import { type EndedContainer, endedContainer, lastLine } from "../program/ended-container.ts";
import type { Signature } from "../signature.ts";
import { troubleEvidence } from "../told.ts";

/** runc and crun: what exec answered. A path that is mounted, not executed, is another matter. */
const NOT_FOUND =
  /executable file not found in \$?PATH|executable file `[^`]*` not found|exec: "[^"]*": stat [^:]*: no such file or directory|exec [^:]{1,300}: no such file or directory|no command specified/i;
const NOT_EXECUTABLE =
  /exec: "[^"]*": permission denied|exec [^:]{1,300}: permission denied|exec: "[^"]*": is a directory/i;
/** Shells: exit code 127 is "not found", 126 "cannot be run". */
const SHELL =
  /(?:^|: )(?:\S{1,200}: )?(?:command )?not found$|: No such file or directory$|: Permission denied$/im;

/** The runtime, or a shell, could not run what the container should run. */
export const commandNotFound: Signature = {
  name: "command-not-found",
  family: "release",
  explains: [
    {
      cause: "command-not-found",
      evidence: [
        "container-status: StartError, exit code 128, 127 or 126",
        "the runtime's or the shell's words",
      ],
      repairs: ["RollBackRevision"],
    },
  ],
  diagnose(facts) {
    const ended = endedContainer(facts, ["start", "crash", "failed", "config"]);
    const said = ended && wordsOf(ended);
    if (ended === undefined || said === undefined) return [];
    const { container } = ended.trouble;
    const { namespace, kind, name } = facts.object;
    const words = [...(container?.spec.command ?? []), ...(container?.spec.args ?? [])]
      .join(" ")
      .slice(0, 200);
    return [
      found("command-not-found", {
        confidence: said.confidence,
        sentence: `Container ${container?.name} of ${describeRef(facts.object)} cannot run its command${words === "" ? "" : ` (${words})`}: ${said.text}.`,
        support: troubleEvidence(facts, ended.trouble),
        advice: [
          {
            text: `Name a command that is in image ${container?.spec.image ?? ""} and may be executed`,
            command: `kubectl edit -n ${namespace} ${kind.toLowerCase()}/${name}`,
          },
        ],
      }),
    ];
  },
};

function wordsOf({
  trouble,
  lines,
  exitCode,
}: EndedContainer): { text: string; confidence: number } | undefined {
  const { words } = trouble;
  const isStart = trouble.kind === "start" || trouble.kind === "config";
  if (isStart && NOT_FOUND.test(words)) return { text: tail(words), confidence: 0.93 };
  if (isStart && NOT_EXECUTABLE.test(words)) return { text: tail(words), confidence: 0.93 };
  const line = lastLine(lines, SHELL);
  if (exitCode === 127)
    return {
      text: line ?? "exit code 127, which a shell gives for a command that it does not find",
      confidence: line === undefined ? 0.7 : 0.9,
    };
  if (exitCode === 126)
    return {
      text: line ?? "exit code 126, which a shell gives for a command that it may not run",
      confidence: line === undefined ? 0.7 : 0.9,
    };
  return undefined;
}

/** The end of the runtime's long chain of causes is the one that counts. */
const tail = (words: string) =>
  words
    .slice(Math.max(0, words.indexOf("exec")))
    .replace(/: unknown$/, "")
    .slice(0, 300);
