import type { Scenario } from "./scenario.ts";

const labels = { app: "orders-db", "kube-autofix.io/autonomy": "approve" };

/** A database whose owners want to be asked: one pod after another, and a pod that is ill is not replaced by itself. */
export const needsApproval: Scenario = {
  name: "needs-approval",
  title: "A database that restarts only when a person says so",
  subject: { apiVersion: "apps/v1", kind: "StatefulSet", namespace: "orders", name: "orders-db" },
  manifests: [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "orders-db", namespace: "orders", labels: { app: "orders-db" } },
      spec: { clusterIP: "None", selector: { app: "orders-db" }, ports: [{ port: 6379 }] },
    },
    {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: { name: "orders-db", namespace: "orders", labels },
      spec: {
        replicas: 1,
        serviceName: "orders-db",
        selector: { matchLabels: { app: "orders-db" } },
        template: {
          metadata: { labels: { app: "orders-db" } },
          spec: {
            containers: [
              {
                name: "redis",
                image: "redis:7.4",
                resources: { requests: { memory: "128Mi" }, limits: { memory: "128Mi" } },
              },
            ],
          },
        },
      },
    },
  ],
  behaviours: [
    {
      match: { namespace: "orders", workload: "orders-db" },
      behaviour: {
        kind: "needs-memory",
        mebibytes: 190,
        afterMs: 4_000,
        killed: "main",
        log: ["1:M DB loaded from disk", "1:M Ready to accept connections tcp"],
      },
    },
  ],
  ending: "fixed-after-approval",
};
