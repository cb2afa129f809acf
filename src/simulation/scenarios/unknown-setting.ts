import type { Scenario } from "./scenario.ts";

const labels = { app: "report" };

/** A first release whose program does not take one of its settings, in words of its own: no signature knows them. */
export const unknownSetting = (namespace: string): Scenario => ({
  name: "unknown-setting",
  title: "A program that does not take its setting, in words that no rule knows",
  subject: { apiVersion: "apps/v1", kind: "Deployment", namespace, name: "report" },
  manifests: [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "report", namespace, labels },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            containers: [
              {
                name: "report",
                image: "registry.example.org/report:1.0",
                env: [
                  { name: "MODE", value: "production" },
                  { name: "ENCODER", value: "jsonn" },
                ],
              },
            ],
          },
        },
      },
    },
  ],
  behaviours: [
    {
      match: { namespace },
      behaviour: {
        kind: "demands",
        settings: [
          {
            env: "ENCODER",
            oneOf: ["json", "text"],
            log: ["starting", "panic: encoder 'jsonn' fits no sink; expected one of json, text"],
          },
        ],
      },
    },
  ],
  ending: "fixed-after-approval",
});
