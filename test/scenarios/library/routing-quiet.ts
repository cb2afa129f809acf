import { behaves } from "../objects/behaves.ts";
import { neighbours } from "../objects/neighbours.ts";
import { other, service } from "../objects/other-objects.ts";
import { served } from "../objects/served.ts";
import { container, statefulSet } from "../objects/workload.ts";
import type { Scenario } from "../scenario.ts";

/** Services without ready endpoints that nobody needs to hear of. */
export const ROUTING_QUIET: Scenario[] = [
  {
    name: "service-made-a-minute-before-its-workload",
    family: "routing",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const { app, front, rule } = served(vary, "worker");
      return {
        before: neighbours(vary),
        behaviours: [rule],
        steps: [
          { afterSeconds: 0, apply: [front] },
          { afterSeconds: vary.integer(40, 75), apply: [app] },
        ],
        withinSeconds: 600,
        expected: { outcome: "nothing", causes: [], object: null },
      };
    },
  },
  {
    name: "services-that-select-no-pods-by-design",
    family: "routing",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const outside = vary.name("partner");
      const byHand = vary.name("legacy-db");
      const slice = {
        addressType: "IPv4",
        endpoints: [{ addresses: [`192.0.2.${vary.integer(2, 250)}`], conditions: { ready: true } }],
        ports: [{ name: "http", port: 5432, protocol: "TCP" }],
        metadata: {
          name: `${byHand}-1`,
          namespace: vary.namespace,
          labels: { "kubernetes.io/service-name": byHand },
        },
      };
      return {
        before: neighbours(vary),
        steps: [
          {
            afterSeconds: 0,
            apply: [
              other(vary, "v1", "Service", outside, {
                spec: { type: "ExternalName", externalName: "api.partner.example" },
              }),
              other(vary, "v1", "Service", byHand, {
                spec: { ports: [{ name: "http", port: 5432, targetPort: 5432, protocol: "TCP" }] },
              }),
              other(vary, "discovery.k8s.io/v1", "EndpointSlice", `${byHand}-1`, slice),
            ],
          },
        ],
        withinSeconds: 900,
        expected: { outcome: "nothing", causes: [], object: null },
      };
    },
  },
  {
    name: "headless-service-of-a-slow-stateful-set",
    family: "routing",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("db");
      const port = vary.port();
      const app = statefulSet(vary, name, {
        replicas: 3,
        containers: [
          container(vary, name, {
            ports: [{ containerPort: port }],
            readinessProbe: { tcpSocket: { port }, periodSeconds: 5, failureThreshold: 3 },
          }),
        ],
      });
      return {
        before: neighbours(vary),
        behaviours: [
          behaves(vary, name, {
            kind: "serves",
            ports: [{ port }],
            startsAfterMs: vary.integer(55, 80) * 1000,
          }),
        ],
        steps: [
          {
            afterSeconds: 0,
            apply: [service(vary, name, { labels: vary.labels(name), port }, { clusterIP: "None" }), app],
          },
        ],
        withinSeconds: 900,
        expected: { outcome: "nothing", causes: [], object: null },
      };
    },
  },
];
