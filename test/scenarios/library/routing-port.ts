import { behaves } from "../objects/behaves.ts";
import { all, holds } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { service } from "../objects/other-objects.ts";
import { caller, served } from "../objects/served.ts";
import { container, deployment } from "../objects/workload.ts";
import type { Scenario } from "../scenario.ts";

/** Services whose pods are right and whose port is at fault, or only seems so. */
export const ROUTING_PORT: Scenario[] = [
  {
    name: "service-target-port-that-nobody-serves",
    family: "routing",
    needs: "nodes",
    play(vary) {
      const { name, port, front, objects, rule } = served(vary, "api", { byName: false });
      const object = { kind: "Service", name };
      const ports = front.spec.ports.map((one) => ({ ...one, targetPort: port + vary.pick([1, 10, 100]) }));
      return {
        before: [...objects, ...neighbours(vary)],
        healthySeconds: 90,
        behaviours: [rule],
        steps: [{ afterSeconds: 0, patch: object, with: { spec: { ports } } }],
        expected: {
          outcome: "repaired",
          causes: ["service-port-wrong"],
          object,
          finally: holds(object, "spec.ports.0.targetPort", port),
        },
      };
    },
  },
  {
    name: "service-target-port-name-that-no-container-has",
    family: "routing",
    needs: "nodes",
    play(vary) {
      const { name, port, portName, front, objects, rule } = served(vary, "web", { byName: true });
      const object = { kind: "Service", name };
      const wrong = vary.pick(["http-server", "https", "rest", "main"]);
      const ports = front.spec.ports.map((one) => ({ ...one, targetPort: wrong }));
      return {
        before: [...objects, ...neighbours(vary)],
        healthySeconds: 90,
        behaviours: [rule],
        steps: [{ afterSeconds: 0, patch: object, with: { spec: { ports } } }],
        expected: {
          outcome: "repaired",
          causes: ["service-port-wrong"],
          object,
          finally(read) {
            const spec = read(object)?.spec as { ports?: { targetPort?: unknown }[] } | undefined;
            const now = spec?.ports?.[0]?.targetPort;
            return now === port || now === portName ? undefined : `the target port is ${String(now)}`;
          },
        },
      };
    },
  },
  {
    // Applied wrong from the start: nothing ever worked, so nothing that changed can tell.
    name: "service-target-port-wrong-from-the-start",
    family: "routing",
    needs: "nodes",
    play(vary) {
      const { name, port, app, front, rule } = served(vary, "search", { byName: false });
      const object = { kind: "Service", name };
      const ports = front.spec.ports.map((one) => ({ ...one, targetPort: vary.pick([80, 81, 9999]) }));
      return {
        before: neighbours(vary),
        behaviours: [rule],
        steps: [{ afterSeconds: 0, apply: [app, { ...front, spec: { ...front.spec, ports } }] }],
        alert: { alertname: "EndpointDown", service: name },
        expected: {
          outcome: "repaired",
          causes: ["service-port-wrong"],
          object,
          finally: holds(object, "spec.ports.0.targetPort", port),
        },
      };
    },
  },
  {
    // The alert speaks of the caller, which is not ready; the fault is in the Service that it calls.
    name: "service-port-wrong-while-the-alert-names-the-caller",
    family: "routing",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const back = served(vary, "backend", { byName: false });
      const front = caller(vary, "frontend", [{ host: back.name, port: back.servicePort }]);
      const object = { kind: "Service", name: back.name };
      const ports = back.front.spec.ports.map((one) => ({ ...one, targetPort: back.port + 7 }));
      return {
        before: [...back.objects, front.app, ...neighbours(vary)],
        healthySeconds: 120,
        behaviours: [back.rule, front.rule],
        steps: [{ afterSeconds: 0, patch: object, with: { spec: { ports } } }],
        alert: { alertname: "KubeDeploymentReplicasMismatch", deployment: front.name },
        expected: {
          outcome: "repaired",
          causes: ["service-port-wrong"],
          object,
          finally: all(
            holds(object, "spec.ports.0.targetPort", back.port),
            holds({ kind: "Deployment", name: front.name }, "status.readyReplicas", 1),
          ),
        },
      };
    },
  },
  {
    // Two ports are served, neither is near to the name that is asked for: a person chooses.
    name: "service-target-port-with-two-that-could-be-meant",
    family: "routing",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("store");
      const [first, second] = [vary.port(), vary.port()];
      const object = { kind: "Service", name };
      const app = deployment(vary, name, {
        containers: [
          container(vary, name, {
            ports: [
              { name: "client", containerPort: first },
              { name: "peer", containerPort: second },
            ],
            readinessProbe: { tcpSocket: { port: first }, periodSeconds: 5 },
          }),
        ],
      });
      const wrong = vary.pick(["main", "data", 6000]);
      return {
        before: neighbours(vary),
        behaviours: [behaves(vary, name, { kind: "serves", ports: [{ port: first }, { port: second }] })],
        steps: [
          {
            // It was never right: no state of before can be gone back to.
            afterSeconds: 0,
            apply: [app, service(vary, name, { labels: vary.labels(name), port: 6000, targetPort: wrong })],
          },
        ],
        alert: { alertname: "ServiceUnreachable", service: name },
        expected: { outcome: "person", causes: ["service-port-wrong"], object },
      };
    },
  },
  {
    // A container need not declare what it serves: nothing is wrong here.
    name: "service-to-a-port-that-is-served-and-not-declared",
    family: "routing",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("proxy");
      const port = vary.port();
      const readinessProbe = { tcpSocket: { port }, periodSeconds: 5 };
      return {
        before: neighbours(vary),
        behaviours: [behaves(vary, name, { kind: "serves", ports: [{ port }] })],
        steps: [
          {
            afterSeconds: 0,
            apply: [
              deployment(vary, name, {
                replicas: 2,
                containers: [container(vary, name, { readinessProbe })],
              }),
              service(vary, name, { labels: vary.labels(name), port: 80, targetPort: port }),
            ],
          },
        ],
        withinSeconds: 900,
        expected: { outcome: "nothing", causes: [], object: null },
      };
    },
  },
  {
    // Others call it by name, it is gone, and whoever deleted it may have meant to.
    name: "service-deleted-while-others-call-it",
    family: "routing",
    needs: "simulated",
    play(vary) {
      const back = served(vary, "backend", { replicas: 1 });
      const front = caller(vary, "frontend", [{ host: back.name, port: back.servicePort }], {
        env: [{ name: "UPSTREAM_URL", value: `http://${back.name}:${back.servicePort}` }],
      });
      const object = { kind: "Service", name: back.name };
      return {
        before: [...back.objects, front.app, ...neighbours(vary)],
        healthySeconds: 180,
        behaviours: [back.rule, front.rule],
        steps: [{ afterSeconds: 0, remove: object }],
        expected: {
          outcome: "proposed",
          causes: ["service-deleted"],
          object,
          finally: all(
            holds(object, "spec.selector", vary.labels(back.name)),
            holds({ kind: "Deployment", name: front.name }, "status.readyReplicas", 1),
          ),
        },
      };
    },
  },
];
