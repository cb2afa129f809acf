import type { Scenario } from "./scenario.ts";

/** A Deployment that runs stress with 200M, which needs more than 200Mi, under a limit of 100Mi. */
export const classic: Scenario = {
  name: "classic",
  title: "A limit that is lower than the need which the workload declares",
  subject: { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "stress" },
  manifests: [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "stress", namespace: "shop", labels: { app: "stress" } },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: "stress" } },
        template: {
          metadata: { labels: { app: "stress" } },
          spec: {
            containers: [
              {
                name: "stress",
                image: "polinux/stress",
                command: ["stress"],
                args: ["--vm", "1", "--vm-bytes", "200M", "--vm-hang", "1"],
                resources: { requests: { memory: "50Mi" }, limits: { memory: "100Mi" } },
              },
            ],
          },
        },
      },
    },
  ],
  // Its arguments say what it needs.
  behaviours: [],
  ending: "fixed",
};
