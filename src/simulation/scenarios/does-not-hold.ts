import type { Scenario } from "./scenario.ts";

const match = { namespace: "reports", workload: "reports" };

/**
 * The program sizes its pool of connections from its memory limit: with more memory it asks for more connections than
 * its database grants, and ends sooner than before. The change is put back.
 */
export const doesNotHold: Scenario = {
  name: "does-not-hold",
  title: "More memory makes it worse",
  subject: { apiVersion: "apps/v1", kind: "Deployment", namespace: "reports", name: "reports" },
  manifests: [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "reports", namespace: "reports", labels: { app: "reports" } },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: "reports" } },
        template: {
          metadata: { labels: { app: "reports" } },
          spec: {
            containers: [
              {
                name: "reports",
                image: "registry.example/reports:3.2.0",
                resources: { requests: { memory: "96Mi" }, limits: { memory: "96Mi" } },
              },
            ],
          },
        },
      },
    },
  ],
  behaviours: [
    {
      match,
      behaviour: {
        kind: "needs-memory",
        mebibytes: 140,
        afterMs: 8_000,
        killed: "main",
        log: ["reports: pool of 12 connections", "reports: loading report 4711"],
      },
    },
    {
      match: { ...match, memoryLimitAtLeastMebibytes: 97 },
      behaviour: {
        kind: "crashes",
        afterMs: 1_500,
        exitCode: 1,
        log: ["reports: pool sized from the memory limit", "FATAL: too many connections for role reports"],
      },
    },
  ],
  ending: "rolled-back",
};
