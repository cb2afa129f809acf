/** As far as the chart uses them, and strict: a field that upstream does not have is none here. */
type Schema = Record<string, unknown>;
const text: Schema = { type: "string" };
const whole: Schema = { type: "integer" };
const flag: Schema = { type: "boolean" };
const texts: Schema = { type: "object", additionalProperties: text };
const list = (items: Schema): Schema => ({ type: "array", items });
const object = (properties: Schema): Schema => ({ type: "object", properties });

const endpoint = object({
  port: text,
  interval: text,
  scheme: text,
  tlsConfig: object({ insecureSkipVerify: flag }),
  relabelings: list(object({ targetLabel: text, replacement: text })),
});
const selector = object({ matchLabels: texts });

const KINDS: [group: string, version: string, kind: string, plural: string, spec: Schema][] = [
  [
    "monitoring.coreos.com",
    "v1",
    "ServiceMonitor",
    "servicemonitors",
    object({ selector, endpoints: list(endpoint) }),
  ],
  [
    "monitoring.coreos.com",
    "v1",
    "PodMonitor",
    "podmonitors",
    object({ selector, podMetricsEndpoints: list(endpoint) }),
  ],
  [
    "monitoring.coreos.com",
    "v1",
    "PrometheusRule",
    "prometheusrules",
    object({
      groups: list(
        object({
          name: text,
          rules: list(object({ alert: text, expr: text, for: text, labels: texts, annotations: texts })),
        }),
      ),
    }),
  ],
  [
    "gateway.networking.k8s.io",
    "v1",
    "HTTPRoute",
    "httproutes",
    object({
      parentRefs: list(object({ name: text, namespace: text, sectionName: text })),
      hostnames: list(text),
      rules: list(
        object({
          matches: list(object({ path: object({ type: text, value: text }) })),
          backendRefs: list(object({ name: text, port: whole })),
        }),
      ),
    }),
  ],
  [
    "cert-manager.io",
    "v1",
    "Certificate",
    "certificates",
    object({
      secretName: text,
      dnsNames: list(text),
      privateKey: object({ rotationPolicy: text }),
      issuerRef: object({ name: text, kind: text, group: text }),
    }),
  ],
  ["cert-manager.io", "v1", "Issuer", "issuers", object({ selfSigned: object({}) })],
];

/** The kinds of others that the chart makes objects of. */
export const CUSTOM_RESOURCES = KINDS.map(([group, version, kind, plural, spec]) => ({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: {
    name: `${plural}.${group}`,
    // Groups below k8s.io are asked for a word of their reviewers.
    annotations: { "api-approved.kubernetes.io": "unapproved, for a test" },
  },
  spec: {
    group,
    scope: "Namespaced",
    names: { kind, plural, singular: kind.toLowerCase() },
    versions: [
      {
        name: version,
        served: true,
        storage: true,
        schema: { openAPIV3Schema: object({ spec }) },
      },
    ],
  },
}));
