import { z } from "zod";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { valueAt } from "../../kubernetes/json-patch-apply.ts";
import type { FieldValue } from "./action-definition.ts";
import type { Json } from "./field-edit.ts";

const quantityMap = z.record(z.string(), z.union([z.string(), z.number()])).nullish();
const containerSchema = z.looseObject({
  name: z.string(),
  image: z.string().optional(),
  command: z.unknown().optional(),
  args: z.unknown().optional(),
  restartPolicy: z.string().optional(),
  resources: z.looseObject({ limits: quantityMap, requests: quantityMap }).nullish(),
});
const podSpecSchema = z.looseObject({
  containers: z.array(containerSchema),
  initContainers: z.array(containerSchema).nullish(),
  nodeName: z.string().nullish(),
  nodeSelector: z.record(z.string(), z.string()).nullish(),
  affinity: z.unknown().optional(),
  tolerations: z.array(z.unknown()).nullish(),
});
export type Container = z.infer<typeof containerSchema>;
export type PodSpec = z.infer<typeof podSpecSchema>;

/** Where each kind keeps its pod template, as a JSON pointer; a Pod is its own. */
const TEMPLATE_POINTERS: Readonly<Record<string, string>> = {
  Deployment: "/spec/template",
  StatefulSet: "/spec/template",
  DaemonSet: "/spec/template",
  ReplicaSet: "/spec/template",
  Job: "/spec/template",
  CronJob: "/spec/jobTemplate/spec/template",
  Pod: "",
};

export function templatePointer(kind: string): string | undefined {
  return TEMPLATE_POINTERS[kind];
}

export function podTemplateOf(object: KubernetesObject): unknown {
  const pointer = templatePointer(object.kind);
  return pointer === undefined ? undefined : valueAt(object, pointer);
}

export function podSpecOf(object: KubernetesObject): PodSpec | undefined {
  const pointer = templatePointer(object.kind);
  if (pointer === undefined) return undefined;
  const parsed = podSpecSchema.safeParse(valueAt(object, `${pointer}/spec`));
  return parsed.success ? parsed.data : undefined;
}

export interface FoundContainer {
  container: Container;
  /** JSON pointer of the container in its object. */
  pointer: string;
}

/** By name, since the order may have changed since the evidence was read; the patch tests name and index. */
export function findContainer(object: KubernetesObject, name: string): FoundContainer | undefined {
  const spec = podSpecOf(object);
  const pointer = templatePointer(object.kind);
  if (spec === undefined || pointer === undefined) return undefined;
  for (const list of ["containers", "initContainers"] as const) {
    const index = (spec[list] ?? []).findIndex((container) => container.name === name);
    const container = spec[list]?.[index];
    if (container !== undefined) return { container, pointer: `${pointer}/spec/${list}/${index}` };
  }
  return undefined;
}

/** What runs in a container: what was worked out for one program is worth nothing for another. */
export function programGrounds({ container, pointer }: FoundContainer): FieldValue[] {
  return ["image", "command", "args"].map((key) => ({
    pointer: `${pointer}/${key}`,
    value: (container[key] ?? null) as Json,
  }));
}
