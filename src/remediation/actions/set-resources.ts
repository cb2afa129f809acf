import { tryParseMilli } from "../../kubernetes/quantity.ts";
import {
  type ActionDefinition,
  forAPerson,
  onlyAnswer,
  TEMPLATE_KINDS,
  templateProof,
} from "./action-definition.ts";
import { findContainer } from "./pod-template.ts";

const RESOURCES = ["cpu", "memory", "ephemeral-storage"];
/** Beyond any policy; the bound where none is set is in policy/bounds.ts. */
const MOST_FACTOR = 16;

/** Requests and limits: more CPU, or what a quota, a limit range or the nodes demand by arithmetic. */
export const setResources: ActionDefinition<"SetResources"> = {
  type: "SetResources",
  targetKinds: TEMPLATE_KINDS,
  proof: templateProof,
  compile(object, { changes, basis }) {
    const edits = [];
    const relies = [];
    for (const { container, bound, resource, from, to } of changes) {
      const found = findContainer(object, container);
      if (found === undefined) return { refusal: `there is no container ${container} any more` };
      if (!RESOURCES.includes(resource)) return { refusal: `${resource} is not set by this service` };
      const [before, after] = [tryParseMilli(from), tryParseMilli(to)];
      if (to !== null && after === undefined) return { refusal: `${to} is not a quantity` };
      if (before !== undefined && after !== undefined && after > before * MOST_FACTOR)
        return { refusal: `${from} -> ${to} is more than ${MOST_FACTOR} times as much` };
      edits.push({
        pointer: `${found.pointer}/resources/${bound}/${resource}`,
        from: from ?? undefined,
        to: to ?? undefined,
      });
      relies.push({ pointer: `${found.pointer}/name`, value: container });
    }
    const told = changes.map(
      (one) =>
        `${one.resource} ${one.bound === "limits" ? "limit" : "request"} of container ${one.container}: ${one.from ?? "none"} -> ${one.to ?? "none"}`,
    );
    return { edits, relies, sentence: `${told.join(", ")} (${basis})` };
  },
  risks: ({ changes }) => [
    ...(changes.some(({ resource, to }) => resource === "memory" && to !== null)
      ? [{ weight: 1, reason: "too little memory ends in kills" }]
      : []),
    { weight: 0, reason: "sizes alone change" },
  ],
  verdict: ({ isExclusive }) =>
    isExclusive ? onlyAnswer("a size that the namespace demands") : forAPerson("another size"),
};
