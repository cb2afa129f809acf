import { EVER_WRITTEN } from "../writes/ever-written.ts";
import { FIXED_FIELDS } from "../writes/outer-bounds.ts";
import { isOwnCall, type ManifestOptions } from "./webhook.ts";

const RESOURCE =
  "request.operation + ' ' + request.resource.resource + '.' + request.resource.group + (has(request.subResource) && request.subResource != '' ? '/' + request.subResource : '')";

/** The pod's part of whatever is updated; an empty one for what has none. */
const podOf = (object: string) =>
  `request.operation != 'UPDATE' ? dyn({}) : ${[
    [`['deployments', 'statefulsets', 'daemonsets']`, `${object}.spec.template.spec`],
    [`['cronjobs']`, `${object}.spec.jobTemplate.spec.template.spec`],
    [`['pods']`, `${object}.spec`],
  ]
    .map(([resources, place]) => `request.resource.resource in ${resources} ? dyn(${place}) : `)
    .join("")}dyn({})`;

const sameContext = (list: string) =>
  `variables.newPod[?'${list}'].orValue([]).all(c, variables.oldPod[?'${list}'].orValue([]).exists(o, o.name == c.name) ? variables.oldPod[?'${list}'].orValue([]).exists(o, o.name == c.name && o[?'securityContext'] == c[?'securityContext']) : !has(c.securityContext))`;

const NO_HOST_IN_JOB = ["hostNetwork", "hostPID", "hostIPC"]
  .map((field) => `object.spec.template.spec[?'${field}'].orValue(false) == false`)
  .join(" && ");

/** The same outer bounds as the guard's own, judged by the API server itself: they hold while the guard is down. */
export function admissionPolicy({ name, user }: ManifestOptions) {
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicy",
    metadata: { name },
    spec: {
      failurePolicy: "Fail",
      matchConstraints: {
        resourceRules: [
          { apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*/*"], scope: "*" },
        ],
      },
      matchConditions: [{ name: "own-calls-alone", expression: isOwnCall(user) }],
      variables: [
        { name: "write", expression: RESOURCE },
        { name: "oldPod", expression: podOf("oldObject") },
        { name: "newPod", expression: podOf("object") },
      ],
      validations: [
        {
          expression: `variables.write in ${JSON.stringify([...EVER_WRITTEN, OWN_BUNDLE])}`,
          message: "kube-autofix repairs no such thing",
        },
        ...FIXED_FIELDS.map((field) => ({
          expression: `variables.newPod[?'${field}'] == variables.oldPod[?'${field}']`,
          message: `kube-autofix never changes ${field}`,
        })),
        ...["containers", "initContainers", "ephemeralContainers"].map((list) => ({
          expression: sameContext(list),
          message: `kube-autofix never changes a security context of ${list}`,
        })),
        {
          expression:
            "variables.newPod[?'volumes'].orValue([]).all(v, !has(v.hostPath) || variables.oldPod[?'volumes'].orValue([]).exists(o, o == v))",
          message: "kube-autofix never mounts files of the host",
        },
        {
          expression: `variables.write != 'CREATE jobs.batch' || (${NO_HOST_IN_JOB} && object.spec.template.spec.containers.all(c, c[?'securityContext'][?'privileged'].orValue(false) == false) && object.spec.template.spec[?'volumes'].orValue([]).all(v, !has(v.hostPath)))`,
          message: "kube-autofix runs no Job with rights over its host",
        },
        {
          expression:
            "request.resource.resource != 'services' || request.operation != 'UPDATE' || (object.spec[?'type'] == oldObject.spec[?'type'] && object.spec[?'externalIPs'] == oldObject.spec[?'externalIPs'] && object.spec[?'externalName'] == oldObject.spec[?'externalName'])",
          message: "kube-autofix never opens a Service to the outside",
        },
        {
          expression: `variables.write != ${JSON.stringify(OWN_BUNDLE)} || (${bundleAlone(name)})`,
          message: "kube-autofix changes nothing of a webhook but its own CA bundle",
        },
      ],
    },
  };
}

export function admissionPolicyBinding({ name }: ManifestOptions) {
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicyBinding",
    metadata: { name },
    spec: { policyName: name, validationActions: ["Deny"] },
  };
}

/** A guard beside the service shares its account; another bundle than its own keeps the API server from asking it, and so from writing. */
const OWN_BUNDLE = "UPDATE validatingwebhookconfigurations.admissionregistration.k8s.io";

const bundleAlone = (name: string) =>
  [
    `object.metadata.name == ${JSON.stringify(name)}`,
    "object.metadata[?'labels'] == oldObject.metadata[?'labels']",
    "size(object.webhooks) == size(oldObject.webhooks)",
    `object.webhooks.all(w, oldObject.webhooks.exists(o, ${[
      "name",
      "rules",
      "matchConditions",
      "failurePolicy",
      "timeoutSeconds",
      "namespaceSelector",
      "objectSelector",
      "matchPolicy",
      "sideEffects",
      "admissionReviewVersions",
    ]
      .map((field) => `o[?'${field}'] == w[?'${field}']`)
      .join(
        " && ",
      )} && o.clientConfig[?'service'] == w.clientConfig[?'service'] && o.clientConfig[?'url'] == w.clientConfig[?'url']))`,
  ].join(" && ");
