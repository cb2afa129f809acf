import { type ActionDefinition, forAPerson, TEMPLATE_KINDS, templateProof } from "./action-definition.ts";
import type { FieldEdit, Json } from "./field-edit.ts";
import { namesAlong } from "./names-along.ts";
import { templatePointer } from "./pod-template.ts";

/** Where a pod may run, and nothing else of its spec. */
const FIELDS = [
  /^\/nodeSelector(\/[^/]+)?$/,
  /^\/affinity(\/(nodeAffinity|podAffinity|podAntiAffinity).*)?$/,
  /^\/tolerations$/,
  /^\/topologySpreadConstraints(\/\d+\/(whenUnsatisfiable|maxSkew))?$/,
  /^\/containers\/\d+\/ports\/\d+\/hostPort$/,
];

/** The smallest constraint whose change lets the pods be placed. */
export const relaxPlacement: ActionDefinition<"RelaxPlacement"> = {
  type: "RelaxPlacement",
  targetKinds: TEMPLATE_KINDS,
  proof: templateProof,
  compile(object, { changes, basis }) {
    const foreign = changes.find(({ pointer }) => !FIELDS.some((field) => field.test(pointer)));
    if (foreign !== undefined) return { refusal: `${foreign.pointer} does not say where a pod may run` };
    const base = `${templatePointer(object.kind) ?? ""}/spec`;
    const edits = changes.map(
      ({ pointer, from, to }): FieldEdit => ({
        pointer: `${base}${pointer}`,
        from: (from as Json | null) ?? undefined,
        to: (to as Json | null) ?? undefined,
      }),
    );
    return { edits, relies: namesAlong(object, edits), sentence: `placement: ${basis}` };
  },
  risks: () => [{ weight: 1, reason: "pods may run where their owner did not want them" }],
  verdict: () => forAPerson("another placement"),
};
