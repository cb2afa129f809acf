import { EVER_WRITTEN } from "../writes/ever-written.ts";
import { FIXED_FIELDS } from "../writes/outer-bounds.ts";
import type { Bound } from "./bound.ts";
import { KIND_BOUNDS, podEndBounds } from "./bounds-of-kinds.ts";
import { METADATA_BOUNDS } from "./bounds-of-metadata.ts";

/** How an expression calls what all bounds look at: the policy's variables, or names bound within one expression. */
export interface Names {
  /** "OPERATION resource.group/subresource". */
  write: string;
  oldPod: string;
  newPod: string;
}

/** A guard beside the service shares its account; another bundle than its own keeps the API server from asking it, and so from writing. */
const OWN_BUNDLE = "UPDATE validatingwebhookconfigurations.admissionregistration.k8s.io";
const CONTAINER_LISTS = ["containers", "initContainers", "ephemeralContainers"];

/** CEL of a write's name, and of the pod's part of whatever is updated: an empty one for what has none. */
export const SOURCES: Names = {
  write:
    "request.operation + ' ' + request.resource.resource + '.' + request.resource.group + (has(request.subResource) && request.subResource != '' ? '/' + request.subResource : '')",
  oldPod: podOf("oldObject"),
  newPod: podOf("object"),
};

/** The first bound: what no repair ever writes has no pod of a known place either. */
export const everWritten = ({ write }: Pick<Names, "write">): Bound => ({
  expression: `${write} in ${JSON.stringify([...EVER_WRITTEN, OWN_BUNDLE])}`,
  message: "kube-autofix repairs no such thing",
});

/** The bounds of what is ever written; `policy` is the name of the guard's own configuration. */
export function boundsWithin(names: Names, policy: string): Bound[] {
  const { write, oldPod, newPod } = names;
  return [
    ...FIXED_FIELDS.map((field) => ({
      expression: `${newPod}[?'${field}'] == ${oldPod}[?'${field}']`,
      message: `kube-autofix never changes ${field}`,
    })),
    ...CONTAINER_LISTS.map((list) => ({
      expression: sameContexts(names, list),
      message: `kube-autofix never changes a security context of ${list}`,
    })),
    {
      expression: `${newPod}[?'volumes'] == ${oldPod}[?'volumes'] || ${newPod}[?'volumes'].orValue([]).all(v, !has(v.hostPath) || ${oldPod}[?'volumes'].orValue([]).exists(o, o == v))`,
      message: "kube-autofix never mounts files of the host",
    },
    {
      expression: `${write} != 'CREATE jobs.batch' || (${NO_HOST_IN_JOB})`,
      message: "kube-autofix runs no Job with rights over its host",
    },
    ...METADATA_BOUNDS,
    ...KIND_BOUNDS,
    ...podEndBounds(write),
    {
      expression: `${write} != ${JSON.stringify(OWN_BUNDLE)} || (${bundleAlone(policy)})`,
      message: "kube-autofix changes nothing of a webhook but its own CA bundle",
    },
  ];
}

function podOf(object: string): string {
  const places = [
    [`['deployments', 'statefulsets', 'daemonsets']`, `${object}.spec.template.spec`],
    [`['cronjobs']`, `${object}.spec.jobTemplate.spec.template.spec`],
    [`['pods']`, `${object}.spec`],
  ].map(([resources, place]) => `request.resource.resource in ${resources} ? dyn(${place}) : `);
  return `request.operation != 'UPDATE' ? dyn({}) : ${places.join("")}dyn({})`;
}

/**
 * By name, so that a container that comes or goes counts only where it has a context. The lists of those that have one are
 * compared first: mostly nothing has changed, and to look for each among all others costs the square of their number.
 */
function sameContexts({ oldPod, newPod }: Names, list: string): string {
  const [old, now] = [oldPod, newPod].map((pod) => `${pod}[?'${list}'].orValue([])`);
  const contexts = (of?: string) =>
    `${of}.filter(c, has(c.securityContext)).map(c, [c.name, c.securityContext])`;
  return `${contexts(now)} == ${contexts(old)} || ${now}.all(c, ${old}.exists(o, o.name == c.name) ? ${old}.exists(o, o.name == c.name && o[?'securityContext'] == c[?'securityContext']) : !has(c.securityContext))`;
}

const sameFields = (a: string, b: string, fields: readonly string[]) =>
  fields.map((field) => `${a}[?'${field}'] == ${b}[?'${field}']`).join(" && ");

const NO_HOST_IN_JOB = [
  ...["hostNetwork", "hostPID", "hostIPC"].map(
    (field) => `object.spec.template.spec[?'${field}'].orValue(false) == false`,
  ),
  ...["containers", "initContainers"].map(
    (list) =>
      `object.spec.template.spec[?'${list}'].orValue([]).all(c, c[?'securityContext'][?'privileged'].orValue(false) == false)`,
  ),
  "object.spec.template.spec[?'volumes'].orValue([]).all(v, !has(v.hostPath))",
].join(" && ");

const KEPT_OF_WEBHOOK = [
  ...["name", "rules", "matchConditions", "failurePolicy", "timeoutSeconds", "namespaceSelector"],
  ...["objectSelector", "matchPolicy", "sideEffects", "admissionReviewVersions"],
];

const bundleAlone = (name: string) =>
  [
    `object.metadata.name == ${JSON.stringify(name)}`,
    "size(object.webhooks) == size(oldObject.webhooks)",
    `object.webhooks.all(w, oldObject.webhooks.exists(o, ${sameFields("o", "w", KEPT_OF_WEBHOOK)} && ${sameFields("o.clientConfig", "w.clientConfig", ["service", "url"])}))`,
  ].join(" && ");
