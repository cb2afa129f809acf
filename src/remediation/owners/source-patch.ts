import { stringify } from "yaml";
import { redactValue } from "../../core/redact-value.ts";
import type { Action } from "../../domain/action.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { applyJsonPatch } from "../../kubernetes/json-patch-apply.ts";
import { changedSpec } from "./changed-parts.ts";
import type { Patchable } from "./source.ts";

/**
 * What an action changes as one patch (strategic merge) that a source can hold as it is; undefined where it patches no
 * spec, or where a part of it looks like a secret: half a change is none.
 */
export function strategicPatch(object: KubernetesObject, action: Pick<Action, "patch">): string | undefined {
  const own = action.patch.filter(({ op, path }) => op !== "test" && path.startsWith("/spec"));
  const changed = own.length === 0 ? undefined : changedSpec(object, applyJsonPatch(object, own));
  if (changed === undefined) return undefined;
  const whole = stringify(changed);
  return stringify(redactValue(changed)) === whole ? whole : undefined;
}

/** The source's own object with the patch in its list of patches, and nothing else. */
export function patchedSource(
  { apiVersion, kind, namespace, name, list }: Patchable,
  object: KubernetesObject,
  patch: string,
): string {
  const element = { target: { kind: object.kind, name: object.metadata.name }, patch };
  const held = list === "spec.postRenderers" ? { kustomize: { patches: [element] } } : element;
  const spec = list
    .split(".")
    .slice(1)
    .reduceRight<unknown>((inner, key) => ({ [key]: inner }), [held]);
  return stringify({ apiVersion, kind, metadata: { name, namespace }, spec });
}
