import { canonicalJson } from "../../core/json.ts";
import { at, objectOf } from "../admission/json-value.ts";

/** Annotations of the attempt itself, all that a repair writes of an object's metadata. */
export const TRAIL = ["kube-autofix.io/incident", "kube-autofix.io/attempt", "kubernetes.io/change-cause"];
/** Written by the server with each change of a DaemonSet. */
const BY_SERVER = ["deprecated.daemonset.template.generation"];
export const OWN_ANNOTATIONS = [...TRAIL, ...BY_SERVER];

/** An owner that is not there has the object deleted, a finalizer keeps it for ever, labels choose who governs it. */
export const FIXED_METADATA = ["ownerReferences", "finalizers", "labels"];

/**
 * The first part of the metadata that no repair may change, whatever a plan says. Of annotations that is all but the trail:
 * a team's marks (`autonomy`, `pause-until`) are the team's, and others are instructions to whoever reads them.
 */
export function touchedMetadata(before: unknown, after: unknown): string | undefined {
  const [from, to] = [objectOf(at(before, "metadata")), objectOf(at(after, "metadata"))];
  const field = FIXED_METADATA.find((name) => textOf(at(from, name)) !== textOf(at(to, name)));
  if (field !== undefined) return `metadata.${field}`;
  const [old, now] = [objectOf(at(from, "annotations")), objectOf(at(to, "annotations"))];
  const keys = [...Object.keys(old), ...Object.keys(now)].filter((key) => !OWN_ANNOTATIONS.includes(key));
  const foreign = keys.find((key) => at(old, key) !== at(now, key));
  return foreign === undefined ? undefined : `metadata.annotations.${foreign}`;
}

/** The server leaves out what is empty. */
const textOf = (value: unknown): string => {
  const text = canonicalJson(value ?? null);
  return text === "{}" || text === "[]" ? "null" : text;
};
