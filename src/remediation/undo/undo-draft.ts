import type { Action } from "../../domain/action.ts";
import type { Attempt } from "../../domain/attempt.ts";
import { configActionOf, mainActionOf } from "../../domain/main-action.ts";
import { describeRef } from "../../domain/object-ref.ts";
import type { PlanDraft, Undoes } from "../../domain/plan.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { isStepAction } from "../actions/catalogue.ts";
import { compileTrail, isTrailPointer, type Trail } from "../actions/trail.ts";
import { riskOf } from "../planning/risk.ts";
import { rolloutStrategy } from "../planning/rollout-strategy.ts";
import { returnPatch } from "../verify/return-patch.ts";

const PROOF = "the earlier values stand and are rolled out, and nothing is worse than before the change";

/** The plan that undoes a verified attempt on the object as it is now, or why there can be none. Pure. */
export function undoDraft(given: {
  attempt: Attempt;
  object: KubernetesObject;
  number: number;
  undoes: Undoes;
}): { draft: PlanDraft } | { refused: string } {
  const { attempt, object, number, undoes } = given;
  const main = mainActionOf(attempt.plan);
  const name = main === undefined ? "the object" : describeRef(main.target);
  if (main === undefined || isStepAction(main) || main.patch.length === 0)
    return { refused: `attempt ${attempt.number} changed no field, so there is none to put back` };
  if (configActionOf(attempt.plan) !== undefined)
    return { refused: "it set a value of a ConfigMap, which others may read by now: put that back by hand" };
  if (object.metadata.uid !== main.target.uid)
    return { refused: `${name} is another object by now than the one that was changed` };
  const back = returnPatch(object, main);
  if (back.kind === "already") return { refused: `${name} holds its earlier values already` };
  if (back.kind === "foreign") return { refused: `${name} was changed since: ${back.reason}` };
  const { blocked } = rolloutStrategy(object);
  if (blocked !== null) return { refused: `the change would not reach the pods: ${blocked}` };
  const sentence = `undo of what attempt ${attempt.number} of this incident changed (${main.sentence})`;
  const trail = {
    incidentId: attempt.incidentId,
    attemptNumber: number,
    changeCause: `kube-autofix: ${sentence}`,
  };
  const action = undone(main, { object, own: back.patch.filter(isOwn), trail, sentence });
  const { by, reason } = undoes;
  return {
    draft: {
      incidentId: attempt.incidentId,
      sentence: `${name}: ${sentence}`,
      risk: riskOf([action], object.kind, rolloutStrategy(object)),
      actions: [action],
      notes: [
        `${by} asks for it: ${reason}`,
        "the same repair is not made again without a person afterwards",
      ],
      undoes,
    },
  };
}

const isOwn = ({ path }: { path: string }) => !isTrailPointer(path);

function undone(
  main: Action,
  given: { object: KubernetesObject; own: Action["patch"]; trail: Trail; sentence: string },
): Action {
  const trail =
    main.type === "ResizePod" ? { patch: [], inverse: [] } : compileTrail(given.object, given.trail);
  return {
    ...main,
    parameters: swapped(main.parameters),
    patch: [...given.own, ...trail.patch],
    inverse: [...main.patch.filter(isOwn), ...trail.inverse],
    proof: { kind: main.proof.kind, soakSeconds: 0, clipped: false, sentence: PROOF },
    sentence: given.sentence,
  } as Action;
}

/** What it was set from and to change places; what else the parameters say stays. */
function swapped(parameters: object): object {
  const all = new Map(Object.entries(parameters));
  return Object.fromEntries(
    [...all].map(([key, value]) => {
      const [other] = [key.replace(/^from(?=[A-Z]|$)/, "to"), key.replace(/^to(?=[A-Z]|$)/, "from")].filter(
        (one) => one !== key && all.has(one),
      );
      return [key, other === undefined ? value : all.get(other)];
    }),
  );
}
