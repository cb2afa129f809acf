import type { Values } from "./helm.ts";

const external = {
  url: "postgresql://autofix:pw@db.example.org:6432/autofix",
  guardUrl: "postgresql://kube_autofix_guard:pw@db.example.org:6432/autofix",
};

/** Values that operators have, each with a name. */
export const MATRIX: Readonly<Record<string, Values>> = {
  "nothing set": {},
  "all that is beside it": {
    metrics: {
      serviceMonitor: { enabled: true, labels: { release: "prometheus" } },
      podMonitor: { enabled: true },
      rules: { enabled: true, labels: { release: "prometheus" } },
      dashboard: { enabled: true, annotations: { grafana_folder: "Operations" } },
    },
    ingress: {
      enabled: true,
      className: "nginx",
      hosts: ["autofix.example.org"],
      tlsSecretName: "autofix-tls",
      annotations: { "example.org/timeout": "60" },
    },
    httpRoute: {
      enabled: true,
      parentRefs: [{ name: "gateway", namespace: "infra" }],
      hosts: ["autofix.example.org"],
    },
    policy: {
      protectedNamespaces: ["kube-system"],
      rules: [{ name: "all-ask", when: "true", verdict: "approve", reason: "a person decides" }],
    },
    runbooks: { "databases.md": "# Databases\nAsk the team.\n" },
    env: {
      AUTONOMY: "auto",
      CLUSTER_NAME: "west",
      PROMETHEUS_URL: "http://prometheus.monitoring.svc:9090",
      MAX_ATTEMPTS: 2,
    },
    secrets: {
      OPENAI_API_KEY: { secretName: "openai", key: "api-key" },
      FEISHU_BOT_WEBHOOK_URL: { secretName: "bot" },
      TAVILY_API_KEY: { value: "s3cret" },
    },
    nodeSelector: { "kubernetes.io/os": "linux" },
    tolerations: [{ key: "infra", operator: "Exists" }],
    priorityClassName: "system-cluster-critical",
    podAnnotations: { "example.org/team": "platform" },
    podLabels: { team: "platform" },
    serviceAccount: { annotations: { "example.org/role": "autofix" } },
    image: {
      repository: "registry.example.org/kube-autofix",
      digest: `sha256:${"0".repeat(64)}`,
      pullSecrets: [{ name: "pull" }],
    },
  },
  "a database of one's own": { replicas: 3, database: { external } },
  "a database of one's own, by Secrets": {
    replicas: 2,
    database: { external: { secretName: "database", guardSecretName: "database-guard", guardKey: "url" } },
    secrets: {
      WEBHOOK_TOKEN: { secretName: "tokens", key: "webhook" },
      OPERATOR_TOKEN: { secretName: "tokens", key: "operator" },
    },
    guard: { certificates: { secretName: "guard-tls" } },
    policyConfigMap: "policy",
    runbooksConfigMap: "runbooks",
  },
  "certificates by cert-manager": {
    database: { external },
    guard: { certificates: { certManager: { enabled: true } } },
  },
  "certificates by an issuer of one's own": {
    guard: {
      port: 9443,
      certificates: { certManager: { enabled: true, issuerRef: { kind: "ClusterIssuer", name: "ca" } } },
    },
  },
  "some namespaces": {
    namespaces: ["shop", "billing"],
    actions: ["SetMemoryLimit", "SetField", "UncordonNode"],
  },
  "no writes at all": { actions: [], env: { AUTONOMY: "observe" } },
  "without a guard": { guard: { enabled: false }, networkPolicy: { enabled: false } },
  "a claim of one's own, without a policy at the API server": {
    database: { embedded: { existingClaim: "data" } },
    guard: { admissionPolicy: false },
    fullnameOverride: "fixer",
  },
};
