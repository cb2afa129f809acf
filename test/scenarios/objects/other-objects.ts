import type { Vary } from "../scenario.ts";
import type { PodSpec } from "./workload.ts";

const named = (vary: Vary, apiVersion: string, kind: string, name: string) => ({
  apiVersion,
  kind,
  metadata: { name, namespace: vary.namespace },
});

/** A Service in front of the pods with these labels; `more` overrides its spec. */
export function service(
  vary: Vary,
  name: string,
  to: { labels: Record<string, string>; port: number; targetPort?: number | string },
  more: Record<string, unknown> = {},
) {
  const port = { name: "http", port: to.port, targetPort: to.targetPort ?? to.port, protocol: "TCP" };
  return {
    ...named(vary, "v1", "Service", name),
    spec: { selector: to.labels, ports: [port], ...more },
  };
}

export const configMap = (vary: Vary, name: string, data: Record<string, string>, more: object = {}) => ({
  ...named(vary, "v1", "ConfigMap", name),
  data,
  ...more,
});

export const secret = (vary: Vary, name: string, data: Record<string, string>, more: object = {}) => ({
  ...named(vary, "v1", "Secret", name),
  type: "Opaque",
  data: Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString("base64")]),
  ),
  ...more,
});

export const job = (vary: Vary, name: string, pod: PodSpec, spec: Record<string, unknown> = {}) => ({
  ...named(vary, "batch/v1", "Job", name),
  spec: { ...spec, template: { spec: { restartPolicy: "Never", ...pod } } },
});

export const cronJob = (
  vary: Vary,
  name: string,
  pod: PodSpec,
  options: { schedule: string; spec?: Record<string, unknown>; job?: Record<string, unknown> },
) => ({
  ...named(vary, "batch/v1", "CronJob", name),
  spec: {
    schedule: options.schedule,
    ...options.spec,
    jobTemplate: { spec: { ...options.job, template: { spec: { restartPolicy: "Never", ...pod } } } },
  },
});

/** Any other object of the scenario's namespace. */
export const other = (vary: Vary, apiVersion: string, kind: string, name: string, fields: object) => ({
  ...named(vary, apiVersion, kind, name),
  ...fields,
});
