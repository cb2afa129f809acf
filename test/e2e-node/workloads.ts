import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";

const manifestSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({ template: z.looseObject({ spec: z.looseObject({}) }).optional() }),
});

/** The classic as a user would apply it, from its file. */
export async function classicFromFile(): Promise<object> {
  const path = new URL("../fixtures/oom-stress.yaml", import.meta.url);
  return manifestSchema.parse(parse(await readFile(path, "utf8")));
}

const needs200M = (more: string[] = []) => ({
  name: "stress",
  image: "polinux/stress",
  command: ["stress"],
  args: ["--vm", "1", "--vm-bytes", "200M", "--vm-hang", "1", ...more],
  resources: { requests: { memory: "50Mi" }, limits: { memory: "100Mi" } },
});
const labelled = (container: object) => ({
  metadata: { labels: { app: "stress" } },
  // Nothing here ends in good order, and a test should not wait for it.
  spec: { terminationGracePeriodSeconds: 1, containers: [container] },
});
const selector = { matchLabels: { app: "stress" } };
const metadata = { name: "stress" };

/** Ordered, the default: a pod that is not ready is never replaced by its controller. */
export const orderedStatefulSet = {
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata,
  spec: { replicas: 2, serviceName: "stress", selector, template: labelled(needs200M()) },
};

export const daemonSet = {
  apiVersion: "apps/v1",
  kind: "DaemonSet",
  metadata,
  spec: { selector, template: labelled(needs200M()) },
};

/** Runs for a while before it wants its memory: a limit that is written between two tries never reaches a bare pod. */
const patient = {
  ...needs200M(),
  command: ["sh", "-c", "sleep 8; exec stress --vm 1 --vm-bytes 200M --vm-hang 1"],
  args: [],
};
export const barePod = { apiVersion: "v1", kind: "Pod", metadata, spec: labelled(patient).spec };

const template = labelled(needs200M(["--timeout", "3"]));
/** Each minute a Job whose pod is killed twice; with enough memory it completes after 3 s. */
export const cronJob = {
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata,
  spec: {
    schedule: "* * * * *",
    concurrencyPolicy: "Replace",
    jobTemplate: {
      spec: {
        backoffLimit: 4,
        template: { ...template, spec: { ...template.spec, restartPolicy: "OnFailure" } },
      },
    },
  },
};

const LEAK = `
import time
kept = []
while True:
    kept.append(bytearray(4 << 20))
    time.sleep(1)
`;

/** Two doublings of it stay within the default bound, four times. */
export const FIRST_LIMIT = "32Mi";

/** Takes 4 MiB more each second, for ever; about 10 MiB are Python's own. */
export const leakingDeployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "leak" },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: "leak" } },
    template: {
      metadata: { labels: { app: "leak" } },
      spec: {
        terminationGracePeriodSeconds: 1,
        containers: [
          {
            name: "leak",
            image: "python:3.11-slim",
            command: ["python3", "-c", LEAK],
            resources: { requests: { memory: "16Mi" }, limits: { memory: FIRST_LIMIT } },
          },
        ],
      },
    },
  },
};
