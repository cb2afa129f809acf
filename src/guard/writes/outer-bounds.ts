import { canonicalJson } from "../../core/json.ts";
import { at, isObject, listOf, objectOf } from "../admission/json-value.ts";
import { touchedMetadata } from "./outer-metadata.ts";

/** Fields of a pod that no repair changes. */
export const FIXED_FIELDS = [
  "securityContext",
  "serviceAccountName",
  "serviceAccount",
  "automountServiceAccountToken",
  "hostNetwork",
  "hostPID",
  "hostIPC",
  "hostUsers",
];
const CONTAINER_LISTS = ["containers", "initContainers", "ephemeralContainers"];

/**
 * The first field that no repair may change, whatever a plan says; undefined where none of them is touched. The admission
 * policy beside the guard holds the same bounds, and holds them while the guard is down.
 */
export function touchedBound(before: unknown, after: unknown): string | undefined {
  const inPod = podSpecs(before, after).flatMap(({ path, from, to }) => touchedInPod(path, from, to))[0];
  return inPod ?? touchedMetadata(before, after);
}

function podSpecs(before: unknown, after: unknown) {
  const places = [
    ["spec", "template", "spec"],
    ["spec", "jobTemplate", "spec", "template", "spec"],
    ["spec"],
  ];
  return places.map((place) => ({
    path: place.join("."),
    from: at(before, ...place),
    to: at(after, ...place),
  }));
}

function touchedInPod(path: string, from: unknown, to: unknown): string[] {
  if (!isObject(to) && !isObject(from)) return [];
  const fields = FIXED_FIELDS.filter((name) => !isSame(at(from, name), at(to, name)));
  const contexts = CONTAINER_LISTS.filter((list) => !isSame(contextsOf(from, list), contextsOf(to, list)));
  const volumes = isSame(hostVolumesOf(from), hostVolumesOf(to)) ? [] : ["volumes.hostPath"];
  return [...fields, ...contexts.map((list) => `${list}.securityContext`), ...volumes].map(
    (field) => `${path}.${field}`,
  );
}

/** By name, so that a container that comes or goes shows only where it has a context. */
function contextsOf(spec: unknown, list: string): unknown {
  const pairs = listOf(at(spec, list)).map((one) => [
    String(at(one, "name")),
    at(one, "securityContext") ?? null,
  ]);
  return Object.fromEntries(pairs.filter(([, context]) => !isNone(context)));
}

const isNone = (context: unknown) =>
  context === null || (isObject(context) && Object.keys(context).length === 0);

function hostVolumesOf(spec: unknown): unknown {
  return listOf(at(spec, "volumes")).filter((volume) => Object.hasOwn(objectOf(volume), "hostPath"));
}

const isSame = (a: unknown, b: unknown) => a === b || canonicalJson(plain(a)) === canonicalJson(plain(b));

/** The server leaves out what is empty or false in some places and writes it in others. */
const plain = (value: unknown) => (value === false || value === "" || isNone(value ?? null) ? null : value);
