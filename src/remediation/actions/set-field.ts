import { type ActionDefinition, forAPerson, TEMPLATE_KINDS, templateProof } from "./action-definition.ts";
import { namesAlong } from "./names-along.ts";
import { templatePointer } from "./pod-template.ts";
import { settableFields } from "./settable-fields.ts";

/** One value of one field that a model thought of. The field is of a closed list, and a person decides, always. */
export const setField: ActionDefinition<"SetField"> = {
  type: "SetField",
  targetKinds: TEMPLATE_KINDS,
  proof: templateProof,
  compile(object, { field, from, to, configMap }) {
    // Another object: it is changed together with a restart, in `config-change.ts`, and nowhere else.
    if (configMap !== undefined) return { refusal: `${field} is no field of the workload` };
    const settable = settableFields(object).find(({ name }) => name === field);
    if (settable === undefined) return { refusal: `${field} is no field that may be set in this way` };
    const refusal = settable.refusal(to);
    if (refusal !== undefined) return { refusal: `${field} cannot be set to that: ${refusal}` };
    const edit = { pointer: `${templatePointer(object.kind) ?? ""}/spec${settable.pointer}`, from, to };
    return {
      edits: [edit],
      relies: namesAlong(object, [edit]),
      sentence: `${field}: ${from} -> ${to}`,
    };
  },
  risks: ({ configMap }) => [
    { weight: 1, reason: "a model proposed the value; nothing but its reasons speaks for it" },
    ...(configMap === undefined || configMap.alsoReadBy.length === 0
      ? []
      : [{ weight: 2, reason: `ConfigMap ${configMap.name} is read by others too` }]),
  ],
  verdict: () => forAPerson("a value that a model proposed"),
};
