import { expect, test } from "vitest";
import { imageFamily, workloadPattern } from "../../src/kubernetes/workload-pattern.ts";

test.each([
  ["nginx", "nginx"],
  ["nginx:1.27", "nginx"],
  ["docker.io/library/nginx:1.27@sha256:aa", "nginx"],
  ["registry.corp.example:5000/team/shop-web:1.2", "team/shop-web"],
  ["localhost/thing", "thing"],
  ["team/thing:latest", "team/thing"],
  ["<img src=x>/b:1", "imgsrcx/b"],
  ["", ""],
])("the family of the image %s is %s", (image, family) => {
  expect(imageFamily(image)).toBe(family);
});

const deployment = (images: string[], labels: Record<string, string> = {}) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", labels },
  spec: { template: { spec: { containers: images.map((image, index) => ({ name: `c${index}`, image })) } } },
});

test("workloads that run the same are of the same pattern, whatever they are called and in which order", () => {
  const one = deployment(["b.example/redis:7", "nginx:1"]);
  const other = { ...deployment(["nginx:2", "redis:8"]), metadata: { name: "else", namespace: "bank" } };
  expect(workloadPattern(one)).toBe("Deployment|free|nginx+redis|2");
  expect(workloadPattern(other)).toBe(workloadPattern(one));
});

test("another kind, owner, program or number of containers is another pattern", () => {
  const patterns = [
    deployment(["nginx"]),
    { ...deployment(["nginx"]), kind: "StatefulSet" },
    deployment(["nginx"], { "app.kubernetes.io/managed-by": "Helm" }),
    deployment(["nginx", "nginx"]),
    deployment(["httpd"]),
  ].map((one) => workloadPattern(one));
  expect(new Set(patterns).size).toBe(patterns.length);
});

test("a pod is known by its controller's kind, a CronJob by the pods of its Jobs, and a Service by its kind", () => {
  const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "web-1", uid: "u", controller: true };
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web-1-a", ownerReferences: [owner] },
    spec: { containers: [{ image: "nginx" }] },
  };
  const { spec } = deployment(["nginx"]);
  const cron = {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: { name: "c" },
    spec: { jobTemplate: { spec } },
  };
  const service = { apiVersion: "v1", kind: "Service", metadata: { name: "s" }, spec: {} };
  expect([pod, cron, service].map((one) => workloadPattern(one))).toEqual([
    "Pod|owned by ReplicaSet|nginx|1",
    "CronJob|free|nginx|1",
    "Service|free||0",
  ]);
});
