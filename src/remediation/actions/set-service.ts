import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import { type ActionDefinition, forAPerson, onlyAnswer } from "./action-definition.ts";
import type { FieldEdit, Json } from "./field-edit.ts";

/** Whom a Service sends to. */
export const setServiceSelector: ActionDefinition<"SetServiceSelector"> = {
  type: "SetServiceSelector",
  targetKinds: ["Service"],
  proof: () => "health",
  compile(_object, { from, to, basis }) {
    if (Object.keys(to).length === 0) return { refusal: "a Service without a selector sends to nothing" };
    const text = (selector: Record<string, string>) =>
      Object.entries(selector)
        .map(([key, value]) => `${key}=${value}`)
        .join(",");
    return {
      edits: [{ pointer: "/spec/selector", from, to }],
      sentence: `selector: ${text(from)} -> ${text(to)} (${basis})`,
    };
  },
  risks: () => [{ weight: 0, reason: "traffic goes to other pods at once; no pod is touched" }],
  verdict: ({ isExclusive }) =>
    isExclusive ? onlyAnswer("a selector that fits one workload") : forAPerson("another selector"),
};

/** Which port of its pods a Service sends to. */
export const setServicePort: ActionDefinition<"SetServicePort"> = {
  type: "SetServicePort",
  targetKinds: ["Service"],
  proof: () => "health",
  compile(object, { port, from, to, basis }) {
    const { ports, selector } = recordOf(object.spec);
    const index = Array.isArray(ports) ? ports.findIndex((one) => recordOf(one).port === port) : -1;
    if (index < 0) return { refusal: `the Service has no port ${port} any more` };
    const edit: FieldEdit = { pointer: `/spec/ports/${index}/targetPort`, from: from ?? undefined, to };
    return {
      edits: [edit],
      relies: [{ pointer: `/spec/ports/${index}/port`, value: port }],
      // The port is one of the pods that are selected now.
      grounds: [{ pointer: "/spec/selector", value: (selector ?? null) as Json }],
      sentence: `target of port ${port}: ${from ?? "none"} -> ${to} (${basis})`,
    };
  },
  risks: () => [{ weight: 0, reason: "traffic goes to another port at once; no pod is touched" }],
  verdict: ({ isExclusive }) =>
    isExclusive ? onlyAnswer("a port that alone is served") : forAPerson("another port"),
};
