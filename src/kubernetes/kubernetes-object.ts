import { z } from "zod";
import { OperationError } from "../core/errors.ts";
import { digestOf } from "../core/json.ts";
import type { ObjectRef } from "../domain/object-ref.ts";
import type { KubernetesObject } from "./cluster-reader.ts";

const stringMap = z.record(z.string(), z.string()).nullish().transform(present);
const ownerSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  name: z.string(),
  uid: z.string(),
  controller: z.boolean().optional(),
});

/** What every object must have for the rest of the project to work with it; all else stays as it came. */
const objectSchema = z.looseObject({
  apiVersion: z.string().optional(),
  kind: z.string().optional(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    uid: z.string().optional(),
    resourceVersion: z.string().optional(),
    labels: stringMap,
    annotations: stringMap,
    ownerReferences: z.array(ownerSchema).nullish().transform(present),
  }),
});
const listSchema = z.looseObject({
  metadata: z.looseObject({ resourceVersion: z.string().optional(), continue: z.string().optional() }),
  items: z.array(objectSchema).nullish(),
});

function present<T>(value: T | null | undefined): T | undefined {
  return value ?? undefined;
}

/** Items of a list carry neither apiVersion nor kind: `type` fills them in. Throws OperationError `other`. */
export function parseObject(
  value: unknown,
  type: { apiVersion: string; kind: string },
  what: string,
): KubernetesObject {
  const parsed = objectSchema.safeParse(value);
  if (!parsed.success) throw unreadable(what, parsed.error);
  return typed(parsed.data, type);
}

export interface ObjectPage {
  items: KubernetesObject[];
  resourceVersion: string;
  continueToken: string;
}

export function parseList(
  text: string,
  type: { apiVersion: string; kind: string },
  what: string,
): ObjectPage {
  const parsed = listSchema.safeParse(parseJson(text, what));
  if (!parsed.success) throw unreadable(what, parsed.error);
  return {
    items: (parsed.data.items ?? []).map((item) => typed(item, type)),
    resourceVersion: parsed.data.metadata.resourceVersion ?? "",
    continueToken: parsed.data.metadata.continue ?? "",
  };
}

export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(what, error);
  }
}

/** A field that should hold an object, as one; empty where it holds anything else. */
export function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

export function refOf(object: KubernetesObject): ObjectRef {
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    namespace: object.metadata.namespace ?? "",
    name: object.metadata.name,
    uid: object.metadata.uid ?? "",
  };
}

/** The owner that manages the object, of which there is at most one. */
export function controllerOf(object: KubernetesObject) {
  return object.metadata.ownerReferences?.find((owner) => owner.controller === true);
}

function typed(
  parsed: z.infer<typeof objectSchema>,
  type: { apiVersion: string; kind: string },
): KubernetesObject {
  return {
    ...parsed,
    apiVersion: parsed.apiVersion ?? type.apiVersion,
    kind: parsed.kind ?? type.kind,
  } as KubernetesObject;
}

function unreadable(what: string, cause: unknown): OperationError {
  return new OperationError(`could not ${what}: the answer is not what the Kubernetes API promises`, {
    reason: "other",
    retryable: false,
    cause,
  });
}

/** A list that an object holds at a field, or none. */
export function listAt(value: unknown, field: string): unknown[] {
  const list = recordOf(value)[field];
  return Array.isArray(list) ? list : [];
}

/** Tells the pod template of a Deployment, StatefulSet or DaemonSet from every other. */
export const templateDigest = ({ spec }: KubernetesObject): string =>
  digestOf(recordOf(spec).template ?? null);
