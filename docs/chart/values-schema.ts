import { z } from "zod";
import { ENVIRONMENT, type VariableName } from "../../src/config/environment.ts";
import type { Variable } from "../../src/config/variable.ts";
import { ACTION_TYPES } from "../../src/domain/action.ts";

/** Variables that the chart sets itself, from values that have a place of their own. */
const OF_THE_CHART: ReadonlySet<string> = new Set<VariableName>([
  "PORT",
  "HOST",
  "DATA_DIR",
  "DATABASE_URL",
  "KUBECONFIG",
  "POLICY_FILE",
  "RUNBOOKS_DIR",
  "WATCH_NAMESPACES",
]);

type Schema = Readonly<Record<string, unknown>>;

const object = (properties: Record<string, Schema>, more: Schema = {}): Schema => ({
  type: "object",
  additionalProperties: false,
  properties,
  ...more,
});
const bool: Schema = { type: "boolean" };
const string: Schema = { type: "string" };
const map: Schema = { type: "object" };
const texts: Schema = { type: "object", additionalProperties: string };
const list: Schema = { type: "array" };
const port: Schema = { type: "integer", minimum: 1, maximum: 65535 };
const size: Schema = { type: "string", pattern: "^[0-9]+(\\.[0-9]+)?(Mi|Gi|Ti)$" };
const url: Schema = { type: "string", pattern: "^(postgres(ql)?://.*)?$" };
const hosts: Schema = { type: "array", items: { type: "string", pattern: "^(\\*\\.)?[a-z0-9.-]+$" } };
const monitor = object({
  enabled: bool,
  labels: texts,
  interval: { type: "string", pattern: "^[0-9]+(ms|s|m)$" },
});
const namespaceName: Schema = { type: "string", pattern: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$" };

function variables(wanted: (name: string, variable: Variable) => boolean, schema: (of: Variable) => Schema) {
  return Object.fromEntries(
    Object.entries<Variable>(ENVIRONMENT)
      .filter(
        ([name, variable]) => !name.startsWith("GUARD_") && !OF_THE_CHART.has(name) && wanted(name, variable),
      )
      .map(([name, variable]) => [name, { description: variable.meaning, ...schema(variable) }]),
  );
}

const plain = ({ schema }: Variable): Schema =>
  schema instanceof z.ZodEnum
    ? { enum: schema.options }
    : { type: ["string", "integer", "number", "boolean"] };

const secret: Schema = object({ value: string, secretName: string, key: string });

/** What the chart takes; made from the service's own lists, so that a variable or an action that is new is one here too. */
export const VALUES_SCHEMA: Schema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Values of the chart kube-autofix; made by `npm run docs`",
  ...object({
    global: map,
    fullnameOverride: string,
    nameOverride: string,
    image: object({
      repository: { type: "string", minLength: 1 },
      tag: string,
      digest: { type: "string", pattern: "^(sha256:[0-9a-f]{64})?$" },
      pullPolicy: { enum: ["Always", "IfNotPresent", "Never"] },
      pullSecrets: list,
    }),
    replicas: { type: "integer", minimum: 0 },
    namespaces: { type: "array", uniqueItems: true, items: namespaceName },
    actions: { type: "array", uniqueItems: true, items: { enum: ACTION_TYPES } },
    env: object(variables((_name, { isSecret }) => !isSecret, plain)),
    secrets: object(
      variables(
        (_name, { isSecret }) => isSecret,
        () => secret,
      ),
    ),
    policy: { type: "object", not: { anyOf: [{ required: ["apiVersion"] }, { required: ["kind"] }] } },
    policyConfigMap: string,
    runbooks: {
      type: "object",
      patternProperties: { "^[A-Za-z0-9._-]+\\.md$": string },
      additionalProperties: false,
    },
    runbooksConfigMap: string,
    database: object({
      embedded: object({ storageClass: string, size, existingClaim: string, keep: bool }),
      external: object({
        url,
        secretName: string,
        key: string,
        guardUrl: url,
        guardSecretName: string,
        guardKey: string,
      }),
    }),
    guard: object({
      enabled: bool,
      replicas: { type: "integer", minimum: 1 },
      port,
      certificates: object({
        certManager: object({ enabled: bool, issuerRef: map }),
        secretName: string,
      }),
      admissionPolicy: bool,
      resources: map,
    }),
    serviceAccount: object({ annotations: texts }),
    resources: map,
    podAnnotations: texts,
    podLabels: texts,
    nodeSelector: texts,
    tolerations: list,
    affinity: map,
    priorityClassName: string,
    topologySpreadConstraints: list,
    podDisruptionBudget: { type: "object", minProperties: 1, maxProperties: 1 },
    service: object({ type: { enum: ["ClusterIP", "NodePort", "LoadBalancer"] }, port, annotations: texts }),
    ingress: object({ enabled: bool, className: string, annotations: texts, hosts, tlsSecretName: string }),
    httpRoute: object({ enabled: bool, annotations: texts, parentRefs: list, hosts }),
    networkPolicy: object({
      enabled: bool,
      from: list,
      apiServerPorts: { type: "array", minItems: 1, items: port },
      egress: list,
    }),
    metrics: object({
      serviceMonitor: monitor,
      podMonitor: monitor,
      rules: object({ enabled: bool, labels: texts, input: bool, own: bool }),
      dashboard: object({ enabled: bool, labels: texts, annotations: texts }),
    }),
  }),
};
