import { z } from "zod";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { quantityBytes } from "../quantity.ts";

export type ContainerKind = "container" | "init" | "sidecar";

const resourcesSchema = z.object({
  limits: z.record(z.string(), z.unknown()).nullish(),
  requests: z.record(z.string(), z.unknown()).nullish(),
});

export const containerSchema = z.object({
  name: z.string(),
  image: z.string().nullish(),
  command: z.array(z.string()).nullish(),
  args: z.array(z.string()).nullish(),
  env: z
    .array(
      z.object({
        name: z.string(),
        value: z.string().nullish(),
        valueFrom: z
          .object({ resourceFieldRef: z.object({ resource: z.string() }).nullish() })
          .loose()
          .nullish(),
      }),
    )
    .nullish(),
  resources: resourcesSchema.nullish(),
  restartPolicy: z.string().nullish(),
  volumeMounts: z
    .array(z.object({ name: z.string(), mountPath: z.string(), subPath: z.string().nullish() }))
    .nullish(),
});
export type ContainerSpec = z.infer<typeof containerSchema>;

export const podSpecSchema = z.object({
  containers: z.array(containerSchema),
  initContainers: z.array(containerSchema).nullish(),
  volumes: z
    .array(
      z.object({
        name: z.string(),
        emptyDir: z.object({ medium: z.string().nullish(), sizeLimit: z.unknown().optional() }).nullish(),
      }),
    )
    .nullish(),
  nodeName: z.string().nullish(),
  resources: resourcesSchema.nullish(),
});
export type PodSpec = z.infer<typeof podSpecSchema>;

/** One container as its specification describes it. `index` counts within its own list, as a patch path does. */
export interface ContainerFact {
  name: string;
  kind: ContainerKind;
  index: number;
  limitBytes: number | null;
  requestBytes: number | null;
  spec: ContainerSpec;
}

export interface PodTemplate {
  raw: Record<string, unknown>;
  spec: PodSpec;
  containers: ContainerFact[];
  /** Limit of the whole pod (KEP-2837, spec.resources). */
  podLimitBytes: number | null;
}

const rawTemplateSchema = z.record(z.string(), z.unknown());

/** The pod template within a workload, or a bare pod as the template of itself; undefined for what has none. */
export function templateOf(workload: KubernetesObject): PodTemplate | undefined {
  if (workload.kind === "Pod") return parseTemplate(workload);
  const spec = z
    .object({
      template: rawTemplateSchema.optional(),
      jobTemplate: z.object({ spec: z.object({ template: rawTemplateSchema }) }).optional(),
    })
    .safeParse(workload.spec);
  return spec.success ? parseTemplate(spec.data.template ?? spec.data.jobTemplate?.spec.template) : undefined;
}

export function parseTemplate(template: unknown): PodTemplate | undefined {
  const raw = rawTemplateSchema.safeParse(template);
  if (!raw.success) return undefined;
  const spec = podSpecSchema.safeParse(raw.data.spec);
  if (!spec.success) return undefined;
  return {
    raw: raw.data,
    spec: spec.data,
    containers: containersOf(spec.data),
    podLimitBytes: quantityBytes(spec.data.resources?.limits?.memory),
  };
}

/** A sidecar is an init container that restarts always (KEP-753). */
export function containersOf(spec: PodSpec): ContainerFact[] {
  const fact = (kind: ContainerKind) => (container: ContainerSpec, index: number) => ({
    name: container.name,
    kind: kind === "init" && container.restartPolicy === "Always" ? ("sidecar" as const) : kind,
    index,
    limitBytes: quantityBytes(container.resources?.limits?.memory),
    requestBytes: quantityBytes(container.resources?.requests?.memory),
    spec: container,
  });
  return [...spec.containers.map(fact("container")), ...(spec.initContainers ?? []).map(fact("init"))];
}
