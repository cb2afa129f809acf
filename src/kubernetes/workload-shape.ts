import { z } from "zod";
import type { ObjectRef } from "../domain/object-ref.ts";
import type { KubernetesObject } from "./cluster-reader.ts";
import { recordOf, refOf } from "./kubernetes-object.ts";

export interface DeclaredPort {
  /** "" for one without a name. */
  name: string;
  number: number;
  protocol: string;
}

/** What routing needs of a workload, or of a pod without one. */
export interface WorkloadShape {
  ref: ObjectRef;
  /** Labels of its pods. */
  labels: Record<string, string>;
  /** The labels that it finds its pods by. */
  own: Record<string, string>;
  replicas: number;
  ports: DeclaredPort[];
  /** Ports that its probes ask, by number. */
  probed: number[];
  /** Numbers in its commands, arguments and environment: perhaps ports. */
  mentioned: number[];
}

const targetSchema = z.looseObject({ port: z.union([z.number(), z.string()]).nullish() }).nullish();
const probeSchema = z
  .looseObject({ httpGet: targetSchema, tcpSocket: targetSchema, grpc: targetSchema })
  .nullish()
  .catch(undefined);
const texts = z.array(z.string()).nullish().catch(undefined);
const containerSchema = z.looseObject({
  ports: z
    .array(
      z.looseObject({
        name: z.string().nullish(),
        containerPort: z.number(),
        protocol: z.string().nullish(),
      }),
    )
    .nullish()
    .catch(undefined),
  command: texts,
  args: texts,
  env: z
    .array(z.looseObject({ value: z.string().nullish().catch(undefined) }))
    .nullish()
    .catch(undefined),
  readinessProbe: probeSchema,
  livenessProbe: probeSchema,
  startupProbe: probeSchema,
});
type Container = z.infer<typeof containerSchema>;
const labelsSchema = z.record(z.string(), z.string()).catch({});

export function workloadShapeOf(object: KubernetesObject): WorkloadShape {
  const isPod = object.kind === "Pod";
  const spec = recordOf(object.spec);
  const template = isPod ? object : recordOf(spec.template);
  const labels = labelsSchema.parse(recordOf(recordOf(template).metadata).labels ?? {});
  const containers = containersIn(recordOf(recordOf(template).spec));
  const ports = containers.flatMap((container) =>
    (container.ports ?? []).map(({ name, containerPort, protocol }) => ({
      name: name ?? "",
      number: containerPort,
      protocol: protocol ?? "TCP",
    })),
  );
  const matchLabels = recordOf(recordOf(spec.selector).matchLabels);
  return {
    ref: refOf(object),
    labels,
    own: isPod ? labels : labelsSchema.parse(matchLabels),
    replicas: replicasOf(object, spec),
    ports,
    probed: containers.flatMap((container) => probedBy(container)),
    mentioned: [...new Set(containers.flatMap((container) => numbersIn(container)))],
  };
}

function replicasOf(object: KubernetesObject, spec: Record<string, unknown>): number {
  if (object.kind === "DaemonSet") return Number(recordOf(object.status).desiredNumberScheduled ?? 0);
  return typeof spec.replicas === "number" ? spec.replicas : 1;
}

function containersIn(podSpec: Record<string, unknown>): Container[] {
  const sidecars = listOf(podSpec.initContainers).filter((one) => recordOf(one).restartPolicy === "Always");
  return [...listOf(podSpec.containers), ...sidecars].flatMap((one) => {
    const { data } = containerSchema.safeParse(one);
    return data === undefined ? [] : [data];
  });
}

function probedBy(container: Container): number[] {
  const probes = [container.readinessProbe, container.livenessProbe, container.startupProbe];
  return probes.flatMap((probe) => {
    const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port ?? probe?.grpc?.port;
    if (typeof port === "number") return [port];
    return (container.ports ?? [])
      .filter(({ name }) => name === port)
      .map(({ containerPort }) => containerPort);
  });
}

function numbersIn({ command, args, env }: Container): number[] {
  const values = (env ?? []).map(({ value }) => value ?? "");
  return [...(command ?? []), ...(args ?? []), ...values].flatMap((text) =>
    (text.match(/\d{2,5}/g) ?? []).map(Number),
  );
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
