import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { holds } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { served } from "../objects/served.ts";
import { typo } from "../objects/typo.ts";
import type { Scenario } from "../scenario.ts";

/** Ingresses that send to what is not there. */
export const INGRESS: Scenario[] = [
  {
    name: "ingress-to-a-mistyped-service",
    family: "routing",
    needs: "nodes",
    play(vary) {
      const { name, servicePort, objects, rule } = served(vary, "shop");
      const ingress = vary.name("edge");
      return {
        before: [...objects, ...neighbours(vary)],
        healthySeconds: 60,
        behaviours: [rule],
        steps: [
          {
            afterSeconds: 0,
            apply: [ingressTo(vary.namespace, ingress, typo(vary, name), { number: servicePort })],
          },
        ],
        alert: { alertname: "IngressBackendMissing", ingress },
        expected: {
          outcome: "proposed",
          causes: ["ingress-backend-wrong"],
          object: { kind: "Ingress", name: ingress },
          finally: holds({ kind: "Ingress", name: ingress }, BACKEND, {
            name,
            port: { number: servicePort },
          }),
        },
      };
    },
  },
  {
    name: "ingress-to-a-port-that-the-service-lacks",
    family: "routing",
    needs: "nodes",
    play(vary) {
      const { name, port, servicePort, objects, rule } = served(vary, "site");
      const ingress = vary.name("public");
      const wrong = vary.pick([{ number: port + 3 }, { name: "https" }]);
      return {
        before: [...objects, ...neighbours(vary)],
        healthySeconds: 60,
        behaviours: [rule],
        steps: [{ afterSeconds: 0, apply: [ingressTo(vary.namespace, ingress, name, wrong)] }],
        alert: { alertname: "NginxHigh5xxRate", ingress, exported_service: name },
        expected: {
          outcome: "proposed",
          causes: ["ingress-backend-wrong"],
          object: { kind: "Ingress", name: ingress },
          finally(read) {
            const backend = valueOfBackend(read({ kind: "Ingress", name: ingress }));
            const { number, name: named } = backend?.port ?? {};
            return number === servicePort || named === "http"
              ? undefined
              : `the Ingress sends to ${JSON.stringify(backend)}`;
          },
        },
      };
    },
  },
  {
    name: "ingress-to-a-service-that-never-was",
    family: "routing",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const ingress = vary.name("portal");
      const missing = vary.name("service");
      return {
        before: neighbours(vary),
        steps: [{ afterSeconds: 0, apply: [ingressTo(vary.namespace, ingress, missing, { number: 80 })] }],
        alert: { alertname: "IngressBackendMissing", ingress },
        expected: {
          outcome: "person",
          causes: ["ingress-backend-wrong"],
          object: { kind: "Ingress", name: ingress },
        },
      };
    },
  },
  {
    // All that it names in its namespace is there; nobody in the cluster takes Ingresses of its class.
    name: "ingress-of-a-class-that-nobody-has",
    family: "routing",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const { name, servicePort, objects, rule } = served(vary, "site");
      const ingress = vary.name("public");
      const made = ingressTo(vary.namespace, ingress, name, { number: servicePort });
      const [right, wrong] = vary.pick([
        ["nginx", "ngnix"],
        ["traefik", "nginx-external"],
      ]);
      return {
        before: [...objects, ingressClass(right)],
        healthySeconds: 60,
        behaviours: [rule],
        steps: [{ afterSeconds: 0, apply: [{ ...made, spec: { ...made.spec, ingressClassName: wrong } }] }],
        alert: { alertname: "NginxHigh5xxRate", ingress, exported_service: name },
        cluster: {},
        expected: {
          outcome: "person",
          causes: ["ingress-class-missing"],
          object: { kind: "Ingress", name: ingress },
        },
      };
    },
  },
];

const ingressClass = (name: string) => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "IngressClass",
  metadata: { name },
  spec: { controller: `example.org/${name}` },
});

const BACKEND = "spec.rules.0.http.paths.0.backend.service";

type Backend = { name: string; port: { number?: number; name?: string } };

const ingressTo = (namespace: string, name: string, service: string, port: Backend["port"]) => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  metadata: { name, namespace },
  spec: {
    rules: [
      {
        host: `${name}.example.org`,
        http: { paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: service, port } } }] },
      },
    ],
  },
});

function valueOfBackend(ingress: KubernetesObject | undefined): Backend | undefined {
  const spec = ingress?.spec as
    | { rules?: { http?: { paths?: { backend?: { service?: Backend } }[] } }[] }
    | undefined;
  return spec?.rules?.[0]?.http?.paths?.[0]?.backend?.service;
}
