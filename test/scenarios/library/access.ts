import { behaves } from "../objects/behaves.ts";
import { neighbours } from "../objects/neighbours.ts";
import { other } from "../objects/other-objects.ts";
import { container, deployment, nameOf } from "../objects/workload.ts";
import type { Scenario, Vary } from "../scenario.ts";

/** The API server's own words, as client libraries of different languages put them into a log. */
function refused(vary: Vary, account: string, resource: string, verb: string, namespace: string): string[] {
  const who = `system:serviceaccount:${vary.namespace}:${account}`;
  const group = resource === "deployments" ? "apps" : "";
  const message = `${resource} is forbidden: User "${who}" cannot ${verb} resource "${resource}" in API group "${group}" in the namespace "${namespace}"`;
  const body = JSON.stringify({
    ...{ kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message },
    ...{ reason: "Forbidden", details: { kind: resource }, code: 403 },
  });
  return vary.pick([
    [`E0611 09:12:44.101 1 reflector.go:158] "Unhandled Error" err="failed to ${verb} *v1: ${message}"`],
    ["kubernetes.client.exceptions.ApiException: (403)", "Reason: Forbidden", `HTTP response body: ${body}`],
    [`Error from server (Forbidden): ${message}`],
  ]);
}

function bound(vary: Vary, name: string, verbs: string[], resources: string[]): object[] {
  const group = "rbac.authorization.k8s.io";
  return [
    other(vary, "v1", "ServiceAccount", name, {}),
    other(vary, `${group}/v1`, "Role", name, { rules: [{ apiGroups: [""], resources, verbs }] }),
    other(vary, `${group}/v1`, "RoleBinding", name, {
      roleRef: { apiGroup: group, kind: "Role", name },
      subjects: [{ kind: "ServiceAccount", name, namespace: vary.namespace }],
    }),
  ];
}

/** What the application or its pods are not allowed. Rights are a person's: nothing is written. */
export const ACCESS: Scenario[] = [
  {
    name: "role-without-the-verb-that-the-program-needs",
    family: "access",
    needs: "nodes",
    play(vary) {
      const name = vary.name("controller");
      const resource = vary.pick(["pods", "configmaps", "deployments"]);
      const log = refused(vary, name, resource, vary.pick(["list", "watch"]), vary.namespace);
      const app = deployment(vary, name, { pod: { serviceAccountName: name } });
      return {
        before: [...bound(vary, name, ["get"], ["pods", "configmaps"]), ...neighbours(vary)],
        healthySeconds: 20,
        behaviours: [behaves(vary, name, { kind: "crashes", afterMs: 3_000, exitCode: 1, log })],
        steps: [{ afterSeconds: 0, apply: [app] }],
        expected: {
          outcome: "person",
          causes: ["access-denied"],
          object: nameOf(app),
          alsoRight: {
            objects: ["Role", "RoleBinding", "ServiceAccount"].map((kind) => ({ kind, name })),
          },
        },
      };
    },
  },
  {
    // It has what it asks for in its own namespace, and asks in another; it stays up and is never ready.
    name: "role-of-the-wrong-namespace",
    family: "access",
    needs: "simulated",
    play(vary) {
      const name = vary.name("sync");
      const log = refused(vary, name, "configmaps", "get", vary.pick(["kube-system", "shared-config"]));
      const app = deployment(vary, name, { pod: { serviceAccountName: name } });
      return {
        before: [...bound(vary, name, ["get", "list", "watch"], ["configmaps"]), ...neighbours(vary)],
        healthySeconds: 20,
        behaviours: [behaves(vary, name, { kind: "never-ready", log })],
        steps: [{ afterSeconds: 0, apply: [app] }],
        alert: { alertname: "KubeDeploymentReplicasMismatch", deployment: name },
        expected: {
          outcome: "person",
          causes: ["access-denied"],
          object: nameOf(app),
          alsoRight: {
            objects: ["Role", "RoleBinding", "ServiceAccount"].map((kind) => ({ kind, name })),
          },
        },
      };
    },
  },
  {
    // A 403 of somebody else's API: no role of this cluster has to do with it.
    name: "forbidden-by-an-api-outside",
    family: "access",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("importer");
      const log = [
        "GET https://api.partner.example/v2/orders 403 Forbidden",
        `fatal: upstream refused us: {"error":"forbidden","plan":"${vary.pick(["trial", "basic"])}"}`,
      ];
      const app = deployment(vary, name);
      return {
        before: neighbours(vary),
        behaviours: [behaves(vary, name, { kind: "crashes", afterMs: 4_000, exitCode: 1, log })],
        steps: [{ afterSeconds: 0, apply: [app] }],
        expected: {
          outcome: "person",
          causes: ["application-crash", "dependency-down", "unknown"],
          object: nameOf(app),
        },
      };
    },
  },
  {
    name: "pod-refused-by-pod-security",
    family: "access",
    needs: "nodes",
    play(vary) {
      const name = vary.name("agent");
      const level = vary.pick(["restricted", "baseline"]);
      const container_ = container(vary, name, {
        securityContext: level === "baseline" ? { privileged: true } : { allowPrivilegeEscalation: true },
      });
      const app = deployment(vary, name, { containers: [container_] });
      return {
        before: [
          {
            apiVersion: "v1",
            kind: "Namespace",
            metadata: { name: vary.namespace, labels: { "pod-security.kubernetes.io/enforce": level } },
          },
        ],
        healthySeconds: 10,
        steps: [{ afterSeconds: 0, apply: [app] }],
        expected: { outcome: "person", causes: ["pod-security-refused"], object: nameOf(app) },
      };
    },
  },
  {
    // It is asked before each pod, its Service is gone, and it fails closed: nothing starts any more.
    name: "admission-webhook-that-nobody-answers-for",
    family: "access",
    needs: "api-server",
    play(vary) {
      const name = vary.name("api");
      const hook = vary.pick(["policy", "injector", "image-check"]);
      const service = { name: `${hook}-webhook`, namespace: vary.namespace, path: "/validate", port: 443 };
      const app = deployment(vary, name, { replicas: 2 });
      return {
        steps: [
          {
            afterSeconds: 0,
            apply: [
              {
                apiVersion: "admissionregistration.k8s.io/v1",
                kind: "ValidatingWebhookConfiguration",
                metadata: { name: `${hook}-${vary.namespace}` },
                webhooks: [
                  {
                    name: `${hook}.acme.example`,
                    admissionReviewVersions: ["v1"],
                    sideEffects: "None",
                    failurePolicy: "Fail",
                    clientConfig: { service },
                    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": vary.namespace } },
                    rules: [
                      { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] },
                    ],
                  },
                ],
              },
            ],
          },
          { afterSeconds: 20, apply: [app] },
        ],
        cluster: {},
        expected: {
          outcome: "person",
          causes: ["admission-refused"],
          object: nameOf(app),
          // What is missing, and what asks for it, are at fault as much as what cannot start.
          alsoRight: {
            objects: [
              { kind: "Service", name: service.name },
              { kind: "ValidatingWebhookConfiguration", name: `${hook}-${vary.namespace}` },
            ],
          },
        },
      };
    },
  },
  {
    name: "pod-refused-by-an-admission-policy",
    family: "access",
    needs: "api-server",
    play(vary) {
      const name = vary.name("api");
      const policy = vary.pick(["no-latest-tag", "limits-required", "platform-baseline"]);
      const full = `${policy}-${vary.namespace}`;
      const app = deployment(vary, name);
      return {
        before: [
          {
            apiVersion: "admissionregistration.k8s.io/v1",
            kind: "ValidatingAdmissionPolicy",
            metadata: { name: full },
            spec: {
              failurePolicy: "Fail",
              matchConstraints: {
                resourceRules: [
                  { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] },
                ],
              },
              validations: [
                {
                  expression: "has(object.metadata.labels) && 'cost-center' in object.metadata.labels",
                  message: "every pod must carry the label cost-center",
                },
              ],
            },
          },
          {
            apiVersion: "admissionregistration.k8s.io/v1",
            kind: "ValidatingAdmissionPolicyBinding",
            metadata: { name: full },
            spec: {
              policyName: full,
              validationActions: ["Deny"],
              matchResources: {
                namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": vary.namespace } },
              },
            },
          },
        ],
        healthySeconds: 30,
        steps: [{ afterSeconds: 0, apply: [app] }],
        alert: { alertname: "KubeDeploymentReplicasMismatch", deployment: name },
        cluster: {},
        expected: { outcome: "person", causes: ["admission-refused"], object: nameOf(app) },
      };
    },
  },
];
