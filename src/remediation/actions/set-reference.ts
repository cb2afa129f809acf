import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { valueAt } from "../../kubernetes/json-patch-apply.ts";
import {
  type ActionDefinition,
  type FieldValue,
  forAPerson,
  onlyAnswer,
  TEMPLATE_KINDS,
  templateProof,
} from "./action-definition.ts";
import type { FieldEdit, Json } from "./field-edit.ts";
import { namesAlong } from "./names-along.ts";
import { templatePointer } from "./pod-template.ts";

const CONTAINER = "/(containers|initContainers)/\\d+";
const VOLUME = "/volumes/\\d+";
const PROJECTED = `${VOLUME}/projected/sources/\\d+`;

/**
 * The only fields that this action can name, below the pod template's spec (or an Ingress's). What is not here cannot be
 * expressed, whatever a finding says.
 */
const FIELDS: Record<string, RegExp> = {
  "ConfigMap name": pattern(
    `${CONTAINER}/env/\\d+/valueFrom/configMapKeyRef/name`,
    `${CONTAINER}/envFrom/\\d+/configMapRef/name`,
    `${VOLUME}/configMap/name`,
    `${PROJECTED}/configMap/name`,
  ),
  "ConfigMap key": pattern(
    `${CONTAINER}/env/\\d+/valueFrom/configMapKeyRef/key`,
    `${VOLUME}/configMap/items/\\d+/key`,
    `${PROJECTED}/configMap/items/\\d+/key`,
  ),
  "Secret name": pattern(
    `${CONTAINER}/env/\\d+/valueFrom/secretKeyRef/name`,
    `${CONTAINER}/envFrom/\\d+/secretRef/name`,
    `${VOLUME}/secret/secretName`,
    `${PROJECTED}/secret/name`,
    "/imagePullSecrets/\\d+/name",
  ),
  "Secret key": pattern(
    `${CONTAINER}/env/\\d+/valueFrom/secretKeyRef/key`,
    `${VOLUME}/secret/items/\\d+/key`,
    `${PROJECTED}/secret/items/\\d+/key`,
  ),
  "ServiceAccount name": pattern("/serviceAccountName"),
  "PriorityClass name": pattern("/priorityClassName"),
  "PersistentVolumeClaim name": pattern(`${VOLUME}/persistentVolumeClaim/claimName`),
  "Service name": pattern("/rules/\\d+/http/paths/\\d+/backend/service/name", "/defaultBackend/service/name"),
  "Service port": pattern(
    "/rules/\\d+/http/paths/\\d+/backend/service/port/(number|name)",
    "/defaultBackend/service/port/(number|name)",
  ),
};

function pattern(...paths: string[]): RegExp {
  return new RegExp(`^(${paths.join("|")})$`);
}

/** The name of the ConfigMap or Secret that a key is looked up in: the key was found in that one. */
function holderOf(object: KubernetesObject, pointer: string): FieldValue[] {
  const source = pointer.replace(/\/(items\/\d+\/)?key$/, "");
  return ["name", "secretName"].flatMap((field) => {
    const value = valueAt(object, `${source}/${field}`);
    return typeof value === "string" ? [{ pointer: `${source}/${field}`, value }] : [];
  });
}

/** The name (or a key) of something that the object refers to. Pointers count from the pod template's or the Ingress's spec. */
export const setReference: ActionDefinition<"SetReference"> = {
  type: "SetReference",
  targetKinds: [...TEMPLATE_KINDS, "Ingress"],
  proof: (kind) => (kind === "Ingress" ? "health" : templateProof(kind)),
  compile(object, { of, part, changes, from, to, basis }) {
    const allowed = FIELDS[`${of} ${part}`];
    if (allowed === undefined) return { refusal: `the ${part} of a ${of} is not changed by this service` };
    if ((of === "Service") !== (object.kind === "Ingress"))
      return { refusal: `a ${object.kind} does not refer to a ${of} in this way` };
    const base = object.kind === "Ingress" ? "/spec" : `${templatePointer(object.kind) ?? ""}/spec`;
    const foreign = changes.find(({ pointer }) => !allowed.test(pointer));
    if (foreign !== undefined) return { refusal: `${foreign.pointer} is no reference to a ${of}` };
    const edits = changes.map(
      (one): FieldEdit => ({
        pointer: `${base}${one.pointer}`,
        from: (one.from as Json | null) ?? undefined,
        to: (one.to as Json | null) ?? undefined,
      }),
    );
    const keyOf = part === "key" ? edits.flatMap(({ pointer }) => holderOf(object, pointer)) : [];
    return {
      edits,
      relies: namesAlong(object, edits),
      grounds: keyOf,
      sentence: `${of} ${part}: ${from} -> ${to} (${basis})`,
    };
  },
  risks: ({ of }) => [
    { weight: of === "ConfigMap" || of === "Service" ? 0 : 1, reason: `another ${of} may hold other values` },
  ],
  verdict: ({ isExclusive, parameters }) =>
    isExclusive && parameters.of === "ConfigMap"
      ? onlyAnswer("the only ConfigMap of a near name that holds every key used")
      : forAPerson(`another ${parameters.of}`),
};
