import type { Scenario } from "./scenario.ts";

/** It grows without end: whatever the limit, it is reached, only later in proportion. */
export const person: Scenario = {
  name: "person",
  title: "A leak that no limit can hold",
  subject: { apiVersion: "apps/v1", kind: "Deployment", namespace: "search", name: "indexer" },
  manifests: [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "indexer", namespace: "search", labels: { app: "indexer" } },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: "indexer" } },
        template: {
          metadata: { labels: { app: "indexer" } },
          spec: {
            containers: [
              {
                name: "indexer",
                image: "registry.example/indexer:1.9.2",
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
      match: { namespace: "search", workload: "indexer" },
      behaviour: {
        kind: "leaks",
        baseMebibytes: 32,
        mebibytesPerSecond: 4,
        killed: "main",
        log: ["indexer: segment cache grows", "indexer: segment cache grows"],
      },
    },
  ],
  ending: "needs-person",
};
