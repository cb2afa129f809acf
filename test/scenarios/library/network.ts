import { behaves } from "../objects/behaves.ts";
import { all, holds } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { other } from "../objects/other-objects.ts";
import { caller, served } from "../objects/served.ts";
import { typo } from "../objects/typo.ts";
import { container, deployment, nameOf, withContainer } from "../objects/workload.ts";
import type { Scenario } from "../scenario.ts";

/** Workloads that fail because of what they call, or of what lies between. */
export const NETWORK: Scenario[] = [
  {
    name: "network-policy-between-caller-and-called",
    family: "network",
    needs: "simulated",
    play(vary) {
      const back = served(vary, "store", { replicas: 1 });
      const front = caller(vary, "api", [{ host: back.name, port: back.servicePort }], {
        env: [{ name: "STORE_URL", value: `http://${back.name}:${back.servicePort}` }],
      });
      const policy = vary.pick(["default-deny", "restrict-ingress", `${back.name}-allow`]);
      const spec = vary.pick([
        { podSelector: {}, policyTypes: ["Ingress"] },
        {
          podSelector: { matchLabels: vary.labels(back.name) },
          policyTypes: ["Ingress"],
          ingress: [{ from: [{ podSelector: { matchLabels: { "acme.example/role": "trusted" } } }] }],
        },
        { podSelector: { matchLabels: vary.labels(front.name) }, policyTypes: ["Egress"], egress: [] },
      ]);
      return {
        before: [...back.objects, front.app],
        healthySeconds: 120,
        behaviours: [back.rule, front.rule],
        steps: [
          {
            afterSeconds: 0,
            apply: [other(vary, "networking.k8s.io/v1", "NetworkPolicy", policy, { spec })],
          },
        ],
        alert: { alertname: "HighErrorRate", deployment: front.name },
        expected: {
          outcome: "person",
          causes: ["network-policy-blocks"],
          object: { kind: "NetworkPolicy", name: policy },
        },
      };
    },
  },
  {
    name: "dependency-name-mistyped-from-the-start",
    family: "network",
    needs: "simulated",
    play(vary) {
      const back = served(vary, "backend", { replicas: 1 });
      const host = typo(vary, back.name);
      const front = caller(vary, "api", [{ host, port: back.servicePort }], {
        orElse: "exits",
        env: [{ name: "BACKEND_HOST", value: host }],
      });
      return {
        before: [...back.objects, ...neighbours(vary)],
        healthySeconds: 60,
        behaviours: [back.rule, front.rule],
        steps: [{ afterSeconds: 0, apply: [front.app] }],
        expected: { outcome: "person", causes: ["dependency-name-wrong"], object: nameOf(front.app) },
      };
    },
  },
  {
    name: "release-that-calls-a-name-which-does-not-exist",
    family: "network",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const back = served(vary, "ledger", { replicas: 1 });
      const right = caller(vary, "api", [{ host: back.name, port: back.servicePort }]);
      const next = vary.image(right.name, "1.5.0");
      const host = `${back.name}.${vary.pick(["default", "prod", "backend"])}.svc`;
      return {
        before: [...back.objects, right.app, ...neighbours(vary)],
        healthySeconds: vary.integer(660, 900),
        behaviours: [
          back.rule,
          right.rule,
          behaves(
            vary,
            right.name,
            { kind: "calls", hosts: [{ host, port: back.servicePort }], orElse: "exits" },
            { image: next },
          ),
        ],
        steps: [{ afterSeconds: 0, apply: [withContainer(right.app, { image: next })] }],
        expected: {
          outcome: "repaired",
          causes: ["bad-release", "dependency-name-wrong"],
          object: nameOf(right.app),
          finally: holds(
            nameOf(right.app),
            "spec.template.spec.containers.0.image",
            vary.image(right.name, "1.4.2"),
          ),
        },
      };
    },
  },
  {
    // The alert names the caller. What it calls is killed for want of memory; with more, both are well.
    name: "dependency-killed-by-memory-while-the-alert-names-the-caller",
    family: "network",
    needs: "simulated",
    play(vary) {
      const back = served(vary, "cache", {
        replicas: 1,
        container: {
          resources: { requests: { cpu: "25m", memory: "32Mi" }, limits: { memory: "64Mi" } },
        },
      });
      const front = caller(vary, "web", [{ host: back.name, port: back.servicePort }], {
        env: [{ name: "CACHE", value: `${back.name}:${back.servicePort}` }],
      });
      const behaviour = {
        kind: "needs-memory",
        mebibytes: vary.integer(80, 110),
        afterMs: 3_000,
        killed: "main",
      } as const;
      return {
        before: neighbours(vary),
        behaviours: [back.rule, behaves(vary, back.name, behaviour), front.rule],
        steps: [{ afterSeconds: 0, apply: [...back.objects, front.app] }],
        alert: { alertname: "KubeDeploymentReplicasMismatch", deployment: front.name },
        expected: {
          outcome: "repaired",
          causes: ["memory-limit-too-low"],
          object: { kind: "Deployment", name: back.name },
          finally: all(
            holds({ kind: "Deployment", name: back.name }, "status.readyReplicas", 1),
            holds({ kind: "Deployment", name: front.name }, "status.readyReplicas", 1),
          ),
        },
      };
    },
  },
  {
    // What it calls is outside of the cluster: nobody here can mend it, and nothing here is wrong.
    name: "dependency-outside-the-cluster-down",
    family: "network",
    needs: "simulated",
    play(vary) {
      const outside = vary.name("db");
      const front = caller(vary, "api", [{ host: outside, port: 5432 }], {
        orElse: vary.pick(["exits", "not-ready"]),
      });
      return {
        before: [
          other(vary, "v1", "Service", outside, {
            spec: { ports: [{ name: "pg", port: 5432, targetPort: 5432, protocol: "TCP" }] },
          }),
          {
            apiVersion: "discovery.k8s.io/v1",
            kind: "EndpointSlice",
            metadata: {
              name: `${outside}-manual`,
              namespace: vary.namespace,
              labels: { "kubernetes.io/service-name": outside },
            },
            addressType: "IPv4",
            endpoints: [{ addresses: [`203.0.113.${vary.integer(3, 200)}`], conditions: { ready: true } }],
            ports: [{ name: "pg", port: 5432, protocol: "TCP" }],
          },
          ...neighbours(vary),
        ],
        healthySeconds: 20,
        behaviours: [front.rule],
        steps: [{ afterSeconds: 0, apply: [front.app] }],
        expected: {
          outcome: "person",
          causes: ["dependency-down"],
          object: nameOf(front.app),
          alsoRight: { objects: [{ kind: "Service", name: outside }] },
        },
      };
    },
  },
  {
    name: "certificate-expired",
    family: "network",
    needs: "nodes",
    play(vary) {
      const name = vary.name("gateway");
      const log = vary.pick([
        [
          "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-03-02T08:11:09Z is after 2026-03-01T23:59:59Z",
        ],
        [
          "javax.net.ssl.SSLHandshakeException: PKIX path validation failed",
          "Caused by: java.security.cert.CertificateExpiredException: NotAfter: Sun Mar 01 23:59:59 UTC 2026",
        ],
        [
          "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1006)",
        ],
        ["Error: certificate has expired", "    code: 'CERT_HAS_EXPIRED'"],
      ]);
      const app = deployment(vary, name, { containers: [container(vary, name)] });
      return {
        before: neighbours(vary),
        behaviours: [behaves(vary, name, { kind: "crashes", afterMs: 2_500, exitCode: 1, log })],
        steps: [{ afterSeconds: 0, apply: [app] }],
        expected: { outcome: "person", causes: ["certificate-expired"], object: nameOf(app) },
      };
    },
  },
  {
    // What it calls is replaced and away for half a minute: both come back by themselves.
    name: "dependency-away-while-it-is-replaced",
    family: "network",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const back = served(vary, "store", { replicas: 1 });
      const front = caller(vary, "web", [{ host: back.name, port: back.servicePort }]);
      const app = { ...back.app, spec: { ...back.app.spec, strategy: { type: "Recreate" } } };
      const startsAfterMs = vary.integer(15, 25) * 1000;
      const next = withContainer(app, { image: vary.image(back.name, "1.4.3") });
      return {
        before: [app, back.front, front.app, ...neighbours(vary)],
        healthySeconds: 120,
        behaviours: [
          behaves(vary, back.name, { kind: "serves", ports: [{ port: back.port }], startsAfterMs }),
          front.rule,
        ],
        steps: [{ afterSeconds: 0, apply: [next] }],
        withinSeconds: 600,
        expected: { outcome: "nothing", causes: [], object: null },
      };
    },
  },
];
