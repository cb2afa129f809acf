import type { Container, PodTemplate } from "../../src/simulation/store/objects.ts";

const template = (app: string, container: Partial<Container>): PodTemplate => ({
  metadata: { labels: { app } },
  spec: { containers: [{ name: app, image: "registry.example/app:1", ...container }] },
});

const metadata = (name: string) => ({ name, namespace: "shop", labels: { app: name } });

export const memory = (limit: string, request = limit) => ({
  resources: { limits: { memory: limit }, requests: { memory: request } },
});

/** The classic: stress is told to touch 200M under a limit of 100Mi. */
export const classicStress: Partial<Container> = {
  image: "polinux/stress",
  command: ["stress"],
  args: ["--vm", "1", "--vm-bytes", "200M", "--vm-hang", "1"],
  ...memory("100Mi", "50Mi"),
};

export const deployment = (name: string, container: Partial<Container> = {}, spec: object = {}) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: metadata(name),
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: template(name, container),
    ...spec,
  },
});

export const statefulSet = (name: string, container: Partial<Container> = {}, spec: object = {}) => ({
  ...deployment(name, container, { serviceName: name, ...spec }),
  kind: "StatefulSet",
});

export const daemonSet = (name: string, container: Partial<Container> = {}) => ({
  apiVersion: "apps/v1",
  kind: "DaemonSet",
  metadata: metadata(name),
  spec: { selector: { matchLabels: { app: name } }, template: template(name, container) },
});

const jobSpec = (name: string, container: Partial<Container>, spec: object) => {
  const pod = template(name, container);
  return { template: { ...pod, spec: { ...pod.spec, restartPolicy: "Never" } }, ...spec };
};

export const job = (name: string, container: Partial<Container> = {}, spec: object = {}) => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: metadata(name),
  spec: jobSpec(name, container, spec),
});

export const cronJob = (name: string, schedule: string, container: Partial<Container> = {}) => ({
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata: metadata(name),
  spec: { schedule, jobTemplate: { spec: jobSpec(name, container, {}) } },
});
