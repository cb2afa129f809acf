import { valueAt } from "../../kubernetes/json-patch-apply.ts";
import { formatMemory, tryParseMemory } from "../../kubernetes/quantity.ts";
import { type ActionDefinition, forAPerson } from "./action-definition.ts";

/** Beyond any policy; the bound where none is set is in policy/bounds.ts. */
const MOST_FACTOR = 10;
const SIZE = "/spec/resources/requests/storage";

/** A larger volume, where its class allows that; a claim can never be made smaller again. */
export const expandClaim: ActionDefinition<"ExpandClaim"> = {
  type: "ExpandClaim",
  targetKinds: ["PersistentVolumeClaim"],
  proof: () => "health",
  oneWay: "a volume cannot be made smaller again",
  compile(object, { fromBytes, toBytes, basis }) {
    if (toBytes <= fromBytes) return { refusal: "a claim is only ever made larger" };
    if (toBytes > MOST_FACTOR * fromBytes)
      return { refusal: `a claim is made at most ${MOST_FACTOR} times as large at a time` };
    if (valueAt(object, "/status/phase") !== "Bound")
      return { refusal: "only a claim that is bound can be made larger" };
    const from = valueAt(object, SIZE);
    if (typeof from !== "string") return { refusal: "the claim's size could not be read" };
    if (tryParseMemory(from) !== fromBytes)
      return { refusal: `the claim's size is ${from}, and not ${formatMemory(fromBytes)} any more` };
    const to = formatMemory(toBytes);
    return { edits: [{ pointer: SIZE, from, to }], sentence: `size: ${from} -> ${to} (${basis})` };
  },
  risks: () => [{ weight: 1, reason: "a volume cannot be made smaller again" }],
  verdict: () => forAPerson("a larger volume"),
};
