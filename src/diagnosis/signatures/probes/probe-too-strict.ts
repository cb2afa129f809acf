import { describeRef } from "../../../domain/object-ref.ts";
import type { Candidate } from "../../candidate.ts";
import type { Facts } from "../../facts.ts";
import { found } from "../../found.ts";
import { failedCalls } from "../../logs/failed-calls.ts";
import { type FailingProbe, failingProbes } from "../../probes/failing-probe.ts";
import { templateRepair } from "../../repair-of.ts";
import { unlessNew } from "../../revisions/brought-by-newest.ts";
import type { Signature } from "../../signature.ts";

/** The kubelet's own default is 1 s; what answers later than this is slow by any measure. */
const SHORT_SECONDS = 5;
const FACTOR = 5;

/** The container takes the connection and answers later than the probe waits. */
export const probeTooStrict: Signature = {
  name: "probe-too-strict",
  family: "probes",
  explains: [
    {
      cause: "probe-too-strict",
      evidence: ["Unhealthy and Killing events, in the kubelet's own words", "a time-out of a few seconds"],
      repairs: ["SetProbe"],
    },
  ],
  diagnose: (facts) => failingProbes(facts).flatMap((failing) => tooStrict(facts, failing) ?? []),
};

function tooStrict(facts: Facts, failing: FailingProbe): Candidate | undefined {
  const { problem, view, container } = failing;
  if (problem.kind !== "timeout" || problem.isConnecting || view.timeoutSeconds > SHORT_SECONDS)
    return undefined;
  const blamed = failedCalls(facts).some(({ to, problem: of }) => to !== undefined && of !== "unavailable");
  const to = { ...view.raw, timeoutSeconds: view.timeoutSeconds * FACTOR };
  return found("probe-too-strict", {
    confidence: unlessNew(facts, blamed ? 0.5 : 0.85, (spec) => spec.containers),
    sentence: `Container ${container.name} of ${describeRef(facts.object)} answers its ${view.name} later than the ${view.timeoutSeconds} s that it is given.`,
    support: failing.support,
    contradictions: blamed ? ["its log blames something that it calls"] : [],
    repair: templateRepair(facts, "SetProbe", {
      container: container.name,
      probe: view.name,
      from: view.raw,
      to,
      basis: `time-out ${view.timeoutSeconds} s -> ${view.timeoutSeconds * FACTOR} s`,
    }),
    advice: [
      {
        text: "Find out why it answers so late: too little CPU, or a check that does too much",
        command: `kubectl top pod -n ${facts.object.namespace} ${failing.pod.name} --containers`,
      },
    ],
  });
}
