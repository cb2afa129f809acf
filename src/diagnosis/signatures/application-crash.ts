import { describeRef } from "../../domain/object-ref.ts";
import { found } from "../found.ts";
import { endedContainer } from "../program/ended-container.ts";
import { formatSeconds } from "../quantity.ts";
import type { Signature } from "../signature.ts";
import { lastLines, troubleEvidence } from "../told.ts";

/** 128 + SIGKILL and SIGTERM: something else ended it. */
const STOPPED: ReadonlySet<number | undefined> = new Set([137, 143]);

/** What is left where nothing around the program explains its end: its last words, for a person. */
export const applicationCrash: Signature = {
  name: "application-crash",
  family: "release",
  explains: [
    {
      cause: "application-crash",
      evidence: ["container-status: the exit code, how often, after how long", "the log's last lines"],
      repairs: [],
    },
  ],
  diagnose(facts) {
    const ended = endedContainer(facts, ["crash", "failed"]);
    if (ended === undefined || ended.isKilledByProbe) return [];
    const { trouble, exitCode, ranSeconds, lines } = ended;
    const { container, pod } = trouble;
    if (container === undefined || pod === undefined || STOPPED.has(exitCode)) return [];
    const last = lastLines(lines.join("\n"), 1).trim();
    const { namespace } = facts.object;
    const isByItself = exitCode === 0;
    return [
      found("application-crash", {
        confidence: isByItself ? 0.5 : 0.6,
        sentence: `Container ${container.name} of ${describeRef(facts.object)} ends by itself with exit code ${exitCode} after ${formatSeconds(ranSeconds)}${isByItself ? ", as if its work were done" : ""}${last === "" ? ", and says nothing" : `; its last words: ${last.slice(0, 200)}`}.`,
        support: troubleEvidence(facts, trouble),
        advice: [
          {
            text: "Read what it said before it ended",
            command: `kubectl logs -n ${namespace} ${pod.name} -c ${container.name} --previous`,
          },
        ],
      }),
    ];
  },
};
