import { describeRef } from "../../../domain/object-ref.ts";
import type { Repair } from "../../../domain/repair.ts";
import { tryParseMilli } from "../../../kubernetes/quantity.ts";
import type { Facts } from "../../facts.ts";
import { found } from "../../found.ts";
import { type SizeChange, sizeChange, sizesOf } from "../../refusals/container-sizes.ts";
import type { CreationRefusal, Violation } from "../../refusals/creation-refusal.ts";
import { refusedScene } from "../../refusals/refused-scene.ts";
import { withinRange } from "../../refusals/within-range.ts";
import { templateRepair } from "../../repair-of.ts";
import { unlessNew } from "../../revisions/brought-by-newest.ts";
import type { Signature } from "../../signature.ts";

/** A container asks for more or less than the namespace's limit range lets it. */
export const limitRangeViolated: Signature = {
  name: "limit-range-violated",
  family: "scheduling",
  explains: [
    {
      cause: "limit-range-violated",
      evidence: [
        "the condition ReplicaFailure and FailedCreate events, in the API server's own words",
        "the sizes of the template against the bounds that are told",
      ],
      repairs: ["SetResources"],
    },
  ],
  diagnose(facts) {
    const scene = refusedScene(facts);
    const refusal = scene?.refusal;
    if (scene === undefined || (refusal?.kind !== "limit-range" && refusal?.kind !== "limit-below-request"))
      return [];
    const told = refusal.kind === "limit-range" ? refusal.violations.map(tell) : [tellDefault(refusal)];
    const namespace = facts.object.namespace;
    return [
      found("limit-range-violated", {
        confidence: unlessNew(facts, 0.96, ({ containers }) =>
          Array.isArray(containers) ? containers.map((one: Record<string, unknown>) => one.resources) : [],
        ),
        sentence: `No pod of ${describeRef(facts.object)} is created: ${told.join("; ")}.`,
        support: scene.support,
        repair: repairOf(facts, refusal, told.join("; ")),
        advice: [
          { text: "See the range", command: `kubectl get limitrange -n ${namespace} -o yaml` },
          { text: "Bring the sizes of the template within the range, or widen the range" },
        ],
      }),
    ];
  },
};

function repairOf(
  facts: Facts,
  refusal: Extract<CreationRefusal, { kind: "limit-range" | "limit-below-request" }>,
  told: string,
): Repair | null {
  const sizes = sizesOf(facts.template);
  const changes =
    refusal.kind === "limit-range"
      ? withinRange(sizes, refusal.violations)
      : limitAsRequest(facts, refusal.resource, refusal.request);
  if (changes === undefined) return null;
  // Less memory than the pod asks to have for certain may end in kills: that is for a person.
  const isExclusive = !changes.some(isLessMemoryThanAsked);
  return templateRepair(facts, "SetResources", { changes, basis: told }, isExclusive);
}

/** The range's default limit lies below the request that is written: the request itself is the least limit that does. */
function limitAsRequest(facts: Facts, resource: string, request: string): SizeChange[] | undefined {
  const sizes = sizesOf(facts.template);
  const matching = sizes.containers.filter(
    (one) =>
      sizes.text(one, "limits", resource) === undefined &&
      sizes.milli(one, "requests", resource) === tryParseMilli(request),
  );
  const [container, ...more] = matching;
  if (container === undefined || more.length > 0) return undefined;
  const change = sizeChange(sizes, { container, bound: "limits", resource }, request);
  return change === undefined ? undefined : [change];
}

const isLessMemoryThanAsked = ({ resource, bound, from, to }: SizeChange) =>
  resource === "memory" &&
  bound === "requests" &&
  from !== null &&
  (tryParseMilli(to) ?? 0) < (tryParseMilli(from) ?? 0);

function tell({ bound, resource, per, allowed, of, actual }: Violation): string {
  const range = `the limit range allows ${bound === "ratio" ? "a ratio of" : `a ${bound} of`} ${allowed} ${resource} per ${per}`;
  return of === null
    ? `${range}${actual === "" ? ", and none is set" : `, and it is ${actual}`}`
    : `${range}, and its ${of} is ${actual}`;
}

const tellDefault = ({
  resource,
  request,
  limit,
}: Extract<CreationRefusal, { kind: "limit-below-request" }>) =>
  `its request of ${request} ${resource} is above the limit of ${limit}, which the namespace's limit range sets by default`;
