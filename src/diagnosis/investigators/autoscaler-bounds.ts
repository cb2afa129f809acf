import { describeRef } from "../../domain/object-ref.ts";
import { conditionOf } from "../../kubernetes/condition-of.ts";
import { listAt, recordOf } from "../../kubernetes/kubernetes-object.ts";
import { tryParseMilli } from "../../kubernetes/quantity.ts";
import { objectDraft } from "../evidence-drafts.ts";
import { found } from "../found.ts";
import type { AutoscalerScene } from "./autoscaler.ts";
import type { ObjectOpinion } from "./investigator.ts";

/** The autoscaler itself lets a metric be off by so much. */
const TOLERANCE = 1.1;

/** An autoscaler at its maximum that wants more; undefined for one that is not there, or needs no more. */
export function autoscalerBounds({ raw, object, at }: AutoscalerScene): ObjectOpinion | undefined {
  const limited = conditionOf(raw, "ScalingLimited");
  const max = Number(recordOf(raw.spec).maxReplicas);
  const current = Number(recordOf(raw.status).currentReplicas ?? 0);
  const isCapped = limited?.status === "True" && limited.reason === "TooManyReplicas" && current >= max;
  const loads = loadsOf(raw);
  const isLoaded = loads.length === 0 ? isCapped : loads.some(({ ratio }) => ratio > TOLERANCE);
  if (!Number.isInteger(max) || current < max || !isLoaded || !(isCapped || loads.length > 0))
    return undefined;
  const wanted = Math.max(max + 1, ...loads.map(({ ratio }) => Math.ceil(current * ratio)));
  const to = Math.min(wanted, 2 * max);
  const words = loads.map(({ text }) => text).join(", ");
  const arithmetic =
    loads.length === 0
      ? `it wants more than ${max} replicas; how many it does not tell`
      : `${current} replicas at ${words}: ${current} x ${Math.max(...loads.map(({ ratio }) => ratio)).toFixed(2)} = ${wanted}`;
  return {
    kind: "candidates",
    candidates: [
      found("autoscaler-at-maximum", {
        confidence: 0.92,
        sentence: `${describeRef(object)} is at its maximum of ${max} replicas and wants more: ${arithmetic}.`,
        support: [
          objectDraft(
            object,
            limited?.since || at,
            `ScalingLimited is ${limited?.status}: ${limited?.reason}: ${limited?.message}`,
          ),
          objectDraft(
            object,
            at,
            `${current} of at most ${max} replicas${words === "" ? "" : `, at ${words}`}`,
          ),
        ],
        repair: {
          type: "SetAutoscalerBounds",
          target: object,
          isExclusive: false,
          parameters: { from: max, to, basis: arithmetic },
        },
        advice: [
          {
            text: "See whether the load is what it should be, before more is given to it",
            command: `kubectl describe hpa -n ${object.namespace} ${object.name}`,
          },
        ],
      }),
    ],
  };
}

/** How far above its target each metric is: 1.5 is half as much again. */
function loadsOf(raw: AutoscalerScene["raw"]): { ratio: number; text: string }[] {
  const current = listAt(raw.status, "currentMetrics").map(sourceOf);
  return listAt(raw.spec, "metrics")
    .map(sourceOf)
    .flatMap(({ name, target }) => {
      const now = current.find((one) => one.name === name)?.current ?? {};
      const pairs = [
        [now.averageUtilization, target.averageUtilization, "%"],
        [now.averageValue, target.averageValue, ""],
        [now.value, target.value, ""],
      ] as const;
      return pairs.flatMap(([has, wants, unit]) => {
        const [a, b] = [numberOf(has), numberOf(wants)];
        if (a === undefined || b === undefined || b === 0) return [];
        return [{ ratio: a / b, text: `${name} ${String(has)}${unit} of ${String(wants)}${unit}` }];
      });
    });
}

function sourceOf(metric: unknown) {
  const { type } = recordOf(metric);
  const key = typeof type === "string" ? `${type.charAt(0).toLowerCase()}${type.slice(1)}` : "";
  const source = recordOf(recordOf(metric)[key]);
  const name = source.name ?? recordOf(source.metric).name ?? key;
  return { name: String(name), target: recordOf(source.target), current: recordOf(source.current) };
}

const numberOf = (value: unknown) => (typeof value === "number" ? value * 1000 : tryParseMilli(value));
