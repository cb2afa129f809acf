/** One definition with the real group, names and versions, and the part of the real schema that is read here. */
function definition(of: {
  group: string;
  kind: string;
  plural: string;
  version: string;
  spec: object;
  status?: object;
}): object {
  const { group, kind, plural, version, spec, status = {} } = of;
  const open = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: `${plural}.${group}`,
      // The API server refuses a group of *.k8s.io without it.
      ...(group.endsWith(".k8s.io") && {
        annotations: { "api-approved.kubernetes.io": "https://github.com/kubernetes/kubernetes/pull/63797" },
      }),
    },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: "object",
              required: ["spec"],
              properties: {
                spec: { type: "object", ...spec },
                status: { ...open, properties: status },
              },
            },
          },
        },
      ],
    },
  };
}

const text = { type: "string" };
const whole = { type: "integer", format: "int32" };
const object = (properties: object, required: string[] = []) => ({ type: "object", properties, required });
const list = (items: object) => ({ type: "array", items });
const amounts = { type: "object", additionalProperties: { "x-kubernetes-int-or-string": true } };
/** As Kustomize has them. */
const patches = list(
  object({ patch: text, target: object({ group: text, version: text, kind: text, name: text }) }, ["patch"]),
);
const target = object({ apiVersion: text, kind: text, name: text }, ["name"]);

/** Who manages workloads beside people; a few fields of each, of the types that they really have. */
export const DEFINITIONS: readonly object[] = [
  definition({
    ...{ group: "autoscaling.k8s.io", kind: "VerticalPodAutoscaler", plural: "verticalpodautoscalers" },
    version: "v1",
    spec: {
      required: ["targetRef"],
      properties: {
        targetRef: object({ apiVersion: text, kind: text, name: text }, ["kind", "name"]),
        updatePolicy: object({
          updateMode: { ...text, enum: ["Off", "Initial", "Recreate", "InPlaceOrRecreate", "Auto"] },
        }),
        resourcePolicy: object({
          containerPolicies: list(
            object({
              containerName: text,
              minAllowed: amounts,
              maxAllowed: amounts,
            }),
          ),
        }),
      },
    },
  }),
  definition({
    ...{ group: "keda.sh", kind: "ScaledObject", plural: "scaledobjects", version: "v1alpha1" },
    spec: {
      required: ["scaleTargetRef", "triggers"],
      properties: {
        scaleTargetRef: target,
        minReplicaCount: whole,
        maxReplicaCount: whole,
        triggers: list(
          object({ type: text, metadata: { type: "object", additionalProperties: text } }, [
            "type",
            "metadata",
          ]),
        ),
      },
    },
  }),
  definition({
    ...{ group: "argoproj.io", kind: "Application", plural: "applications", version: "v1alpha1" },
    spec: {
      required: ["destination", "project"],
      properties: {
        project: text,
        destination: object({ namespace: text, server: text }),
        source: object({
          repoURL: text,
          path: text,
          targetRevision: text,
          chart: text,
          helm: object({ values: text }),
          kustomize: object({ patches }),
        }),
      },
    },
    status: {
      resources: list(
        object({ group: text, version: text, kind: text, namespace: text, name: text, status: text }),
      ),
    },
  }),
  definition({
    ...{ group: "kustomize.toolkit.fluxcd.io", kind: "Kustomization", plural: "kustomizations" },
    version: "v1",
    spec: {
      required: ["interval", "prune", "sourceRef"],
      properties: {
        interval: text,
        prune: { type: "boolean" },
        path: text,
        patches,
        sourceRef: object({ kind: text, name: text, namespace: text }, ["kind", "name"]),
      },
    },
  }),
  definition({
    ...{ group: "helm.toolkit.fluxcd.io", kind: "HelmRelease", plural: "helmreleases", version: "v2" },
    spec: {
      required: ["interval"],
      properties: {
        interval: text,
        chart: object({
          spec: object({
            chart: text,
            version: text,
            sourceRef: object({ kind: text, name: text }, ["kind", "name"]),
          }),
        }),
        values: { "x-kubernetes-preserve-unknown-fields": true },
        postRenderers: list(object({ kustomize: object({ patches }) })),
      },
    },
  }),
  definition({
    ...{ group: "shops.example.org", kind: "Shop", plural: "shops", version: "v1" },
    spec: { properties: { size: whole } },
  }),
];
