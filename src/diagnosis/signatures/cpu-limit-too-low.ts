import { describeRef } from "../../domain/object-ref.ts";
import { tryParseMilli } from "../../kubernetes/quantity.ts";
import type { EvidenceDraft } from "../candidate.ts";
import { eventDraft } from "../evidence-drafts.ts";
import type { EventFact, Facts } from "../facts.ts";
import { found } from "../found.ts";
import { specEvidence } from "../memory/evidence.ts";
import type { ContainerFact } from "../objects/pod-template.ts";
import { templateRepair } from "../repair-of.ts";
import { lastGood } from "../revisions/last-good.ts";
import type { Signature } from "../signature.ts";

/** Held back in a quarter of its periods, or at nine tenths of the limit: then the limit is what it feels. */
const THROTTLED_SHARE = 0.25;
const USED_SHARE = 0.9;
/** The kubelet's words for a probe that was not answered in time. */
const TIMED_OUT =
  /context deadline exceeded|Client\.Timeout exceeded|i\/o timeout|command timed out|timed out after/i;
const GROWTH = 2;

/** The container is held back by its CPU limit, and answers too late for that. */
export const cpuLimitTooLow: Signature = {
  name: "cpu-limit-too-low",
  family: "memory-and-cpu",
  explains: [
    {
      cause: "cpu-limit-too-low",
      evidence: [
        "CPU in use against the limit, from the metrics API",
        "the share of throttled periods, from Prometheus",
        "events: probes that time out",
      ],
      repairs: ["SetResources"],
    },
  ],
  diagnose: (facts) => (facts.template?.containers ?? []).flatMap((container) => of(facts, container)),
};

function of(facts: Facts, container: ContainerFact) {
  const limit = container.spec.resources?.limits?.cpu;
  const limitMilli = tryParseMilli(limit);
  if (limitMilli === undefined || limitMilli === 0) return [];
  const timedOut = facts.events.findLast(
    ({ reason, message, about }) =>
      reason === "Unhealthy" &&
      TIMED_OUT.test(message) &&
      (about.container === "" || about.container === container.name),
  );
  const isComplained = facts.signals.some(
    ({ symptom, suspect }) =>
      symptom === "cpu-throttled" && (suspect.container === "" || suspect.container === container.name),
  );
  if (timedOut === undefined && !isComplained) return [];
  const measured = measuredBy(facts, container, limitMilli);
  if (measured === undefined && timedOut !== undefined && !isComplained) return [];
  return [candidate(facts, { container, limit: String(limit), limitMilli, measured, timedOut })];
}

function measuredBy(facts: Facts, { name }: ContainerFact, limitMilli: number): string | undefined {
  const own = facts.cpu.filter(({ container }) => container === name);
  const throttled = own.find(({ throttledShare }) => (throttledShare ?? 0) >= THROTTLED_SHARE);
  if (throttled !== undefined)
    return `pod ${throttled.pod} was held back in ${Math.round((throttled.throttledShare ?? 0) * 100)} % of its periods within ten minutes`;
  const full = own.find(({ usedMilli }) => (usedMilli ?? 0) >= limitMilli * USED_SHARE);
  return full && `pod ${full.pod} uses ${full.usedMilli}m`;
}

function candidate(
  facts: Facts,
  is: {
    container: ContainerFact;
    limit: string;
    limitMilli: number;
    measured: string | undefined;
    timedOut: EventFact | undefined;
  },
) {
  const { container, limit, limitMilli, measured, timedOut } = is;
  const earlier = earlierLimit(facts, container, limitMilli);
  const to = earlier ?? `${Math.ceil((limitMilli * GROWTH) / 10) * 10}m`;
  const basis =
    earlier === undefined
      ? `twice the present limit; ${measured ?? "nothing was measured"}`
      : `revision ${lastGood(facts)?.good.number} ran with ${earlier}`;
  const sample: EvidenceDraft[] =
    measured === undefined
      ? []
      : [{ kind: "sample", source: "kubectl top pod --containers", at: facts.at, text: measured }];
  return found("cpu-limit-too-low", {
    confidence: measured === undefined ? 0.62 : timedOut === undefined ? 0.8 : 0.91,
    sentence: `Container ${container.name} of ${describeRef(facts.object)} is held back by its CPU limit of ${limit}${measured === undefined ? "" : `: ${measured}`}${timedOut === undefined ? "" : ", and its probes are not answered in time"}.`,
    support: [
      specEvidence(facts, `container ${container.name}: CPU limit ${limit}`),
      ...sample,
      ...(timedOut === undefined ? [] : [eventDraft(timedOut)]),
    ],
    repair: templateRepair(facts, "SetResources", {
      changes: [{ container: container.name, bound: "limits", resource: "cpu", from: limit, to }],
      basis,
    }),
    advice: [
      {
        text: "Raise the limit, or take it away: a request alone keeps neighbours fair",
        command: `kubectl set resources -n ${facts.object.namespace} ${facts.object.kind.toLowerCase()}/${facts.object.name} -c ${container.name} --limits=cpu=${to}`,
      },
    ],
  });
}

function earlierLimit(facts: Facts, { name }: ContainerFact, limitMilli: number): string | undefined {
  const spec = lastGood(facts)?.good.template.containers.find((one) => one.name === name)?.spec;
  const limit = spec?.resources?.limits?.cpu;
  return (tryParseMilli(limit) ?? 0) > limitMilli ? String(limit) : undefined;
}
