import { canonicalJson } from "../../../core/json.ts";
import { describeRef } from "../../../domain/object-ref.ts";
import { lastAppliedShape, selectorWords, selects } from "../../../kubernetes/service-shape.ts";
import type { WorkloadShape } from "../../../kubernetes/workload-shape.ts";
import type { Candidate, EvidenceDraft } from "../../candidate.ts";
import { objectDraft } from "../../evidence-drafts.ts";
import { found } from "../../found.ts";
import { alike, isSurely, type Likeness } from "./likeness.ts";
import type { ServiceScene } from "./scene.ts";

/** A Service that selects no pod: which workload it was meant for, or that there is none. */
export function selectorFault(scene: ServiceScene): Candidate {
  const { service, object } = scene;
  const words = selectorWords(service.selector);
  const applied = appliedChoice(scene);
  if (applied !== undefined) return applied;
  const likely = alike(service, scene.workloads);
  const [best, ...others] = likely;
  if (best === undefined) return noWorkload(scene, words);
  const taken = takenBy(scene, best.workload);
  const isOnly = others.length === 0 || isFarAhead(best, others);
  const to = selectorFor(scene, best.workload);
  const isExclusive =
    isOnly &&
    taken === undefined &&
    to !== undefined &&
    !best.isOtherVariant &&
    (best.servesPorts !== false || isSurely(best)) &&
    best.workload.ref.kind !== "Pod" &&
    (best.isLabelSlip || (best.hasSameName && best.servesPorts === true));
  const name = describeRef(best.workload.ref);
  const doubts = [
    ...(taken === undefined ? [] : [`Service ${taken} sends to ${name} already`]),
    ...(isOnly
      ? []
      : [`it may also be meant for ${others.map((one) => describeRef(one.workload.ref)).join(", ")}`]),
  ];
  return found("service-selector-wrong", {
    confidence: isExclusive ? 0.93 : isOnly && taken === undefined ? 0.85 : 0.7,
    sentence: `${describeRef(object)} selects ${words}, which no pod has; ${isOnly ? "only " : ""}${name} fits: ${best.reasons.join("; ")}.`,
    support: [
      objectDraft(object, scene.at, `selector ${words}; no endpoint`),
      objectDraft(best.workload.ref, scene.at, `labels of its pods: ${selectorWords(best.workload.labels)}`),
    ],
    contradictions: doubts,
    repair:
      to === undefined || !isOnly
        ? null
        : {
            type: "SetServiceSelector",
            target: object,
            isExclusive,
            parameters: { from: service.selector, to, basis: `only ${name} fits` },
          },
    advice: likely.slice(0, 3).map(({ workload }) => ({
      text: `Where it is meant for ${describeRef(workload.ref)}, let it select that`,
      command: selectorCommand(scene, selectorFor(scene, workload) ?? workload.own),
    })),
  });
}

/** What `kubectl apply` recorded matches a workload, and a later hand changed it. */
function appliedChoice(scene: ServiceScene): Candidate | undefined {
  const { service, object, raw, workloads, at } = scene;
  const applied = lastAppliedShape(raw)?.selector ?? {};
  const meant = workloads.filter(({ labels }) => selects(applied, labels));
  const [only] = meant;
  // The API server gives the terms in an order of its own.
  if (only === undefined || canonicalJson(applied) === canonicalJson(service.selector)) return undefined;
  return found("service-selector-wrong", {
    confidence: 0.95,
    sentence: `${describeRef(object)} selects ${selectorWords(service.selector)}, which does not lead to what it was applied for: it was applied with ${selectorWords(applied)}, which ${meant.map(({ ref }) => describeRef(ref)).join(", ")} has, and changed since.`,
    support: [
      objectDraft(
        object,
        at,
        `selector ${selectorWords(service.selector)}; last applied: ${selectorWords(applied)}`,
      ),
      objectDraft(only.ref, at, `labels of its pods: ${selectorWords(only.labels)}`),
    ],
    repair: {
      type: "SetServiceSelector",
      target: object,
      isExclusive: meant.length === 1,
      parameters: { from: service.selector, to: applied, basis: "as it was last applied" },
    },
  });
}

/** Its pods are those of another workload than the one that it is named for, and do not have its port. */
export function wrongPods(scene: ServiceScene): Candidate[] {
  const { service, object, selected, workloads, at } = scene;
  if (selected.length === 0 || service.isHeadless) return [];
  const words = selectorWords(service.selector);
  const applied = appliedChoice(scene);
  if (applied !== undefined) return [applied];
  const likely = alike(
    service,
    workloads.filter((one) => !selected.includes(one)),
  ).filter(({ hasSameName }) => hasSameName);
  const [best, ...others] = likely;
  const isOddlyNamed = !alike(service, selected).some(({ hasSameName }) => hasSameName);
  if (best === undefined || others.length > 0 || !isOddlyNamed) return [];
  const isServed = selected.some(
    (one) => alike({ ...service, selector: one.own }, [one])[0]?.servesPorts === true,
  );
  const taken = takenBy(scene, best.workload);
  const to = selectorFor(scene, best.workload);
  if (taken !== undefined || to === undefined) return [];
  const isExclusive = !isServed && best.servesPorts === true;
  const now = selected.map(({ ref }) => describeRef(ref)).join(", ");
  return [
    found("service-selector-wrong", {
      confidence: isExclusive ? 0.92 : 0.75,
      sentence: `${describeRef(object)} selects ${words} and so sends to ${now}; ${describeRef(best.workload.ref)} is what it is named for, and nothing sends there.`,
      support: [
        objectDraft(object, at, `selector ${words} selects ${now}`),
        objectDraft(
          best.workload.ref,
          at,
          `${best.reasons.join("; ")}; labels: ${selectorWords(best.workload.labels)}`,
        ),
      ],
      repair: {
        type: "SetServiceSelector",
        target: object,
        isExclusive,
        parameters: {
          from: service.selector,
          to,
          basis: `${describeRef(best.workload.ref)} has its name and port`,
        },
      },
    }),
  ];
}

function noWorkload(scene: ServiceScene, words: string): Candidate {
  const { object, at, workloads } = scene;
  const there = workloads.slice(0, 8).map(({ ref }): EvidenceDraft => objectDraft(ref, at, describeRef(ref)));
  return found("service-without-workload", {
    confidence: 0.8,
    sentence: `${describeRef(object)} selects ${words}; no pod of namespace ${object.namespace} has these labels, and no workload there looks as if it were meant.`,
    support: [objectDraft(object, at, `selector ${words}; no endpoint`), ...there],
    advice: [
      {
        text: "See whether its workload was removed, or runs in another namespace",
        command: `kubectl get deployments,statefulsets,daemonsets,pods -A -l ${words}`,
      },
      { text: "Deploy what it is for, or delete the Service when nothing needs it any more" },
    ],
  });
}

/** The labels to select: those of the selector as far as the pods have them, else the ones that the workload goes by. */
export function selectorFor(
  scene: ServiceScene,
  workload: WorkloadShape,
): Record<string, string> | undefined {
  const corrected = Object.fromEntries(
    Object.keys(scene.service.selector).flatMap((key) => {
      const value = workload.labels[key];
      return value === undefined ? [] : [[key, value]];
    }),
  );
  const isWhole = Object.keys(corrected).length === Object.keys(scene.service.selector).length;
  return [...(isWhole ? [corrected] : []), workload.own].find((selector) => {
    const found = scene.workloads.filter(({ labels }) => selects(selector, labels));
    return found.length === 1 && found[0] === workload;
  });
}

/** Another Service that is for this workload; a headless one stands beside it by design. */
function takenBy({ others }: ServiceScene, { labels }: WorkloadShape): string | undefined {
  return others.find(({ selector, isHeadless }) => !isHeadless && selects(selector, labels))?.name;
}

const isFarAhead = (best: Likeness, [next]: Likeness[]) =>
  next === undefined || best.score - next.score >= 1.5;

function selectorCommand({ object }: ServiceScene, selector: Record<string, string>): string {
  const patch = JSON.stringify([{ op: "replace", path: "/spec/selector", value: selector }]);
  return `kubectl patch service -n ${object.namespace} ${object.name} --type json -p '${patch}'`;
}
