import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { CronJob, Fields, Job, LabelSelector, Pod, PodSpec, PodTemplate } from "../store/objects.ts";
import type { ResourceType } from "../store/resource-types.ts";
import { sameJson } from "../store/same-json.ts";
import { selectorMatches } from "../store/selectors.ts";
import { CLAIMS, type Claim } from "../store/storage.ts";
import {
  badRequest,
  type Cause,
  fieldForbidden,
  fieldInvalid,
  fieldRequired,
  invalid,
} from "./status-error.ts";
import { checkClaim, checkClaimUpdate } from "./validate-claim.ts";
import { checkCronJob, checkRestartPolicy } from "./validate-cron-job.ts";
import { checkPodSpec, hasOnlyQuantities, QUANTITY_MESSAGE } from "./validate-pod-spec.ts";

const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const NAME_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

const SELECTED = ["deployments.apps", "statefulsets.apps", "daemonsets.apps", "replicasets.apps"];
const same = (a: unknown, b: unknown) => sameJson(a ?? null, b ?? null);
const specOf = (object: KubernetesObject | undefined): Fields => (object?.spec ?? {}) as Fields;

const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const LABEL_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const LABEL_LENGTH = 63;

const checkLabels = ({ metadata }: KubernetesObject): Cause[] =>
  Object.values(metadata.labels ?? {})
    .filter((value) => !LABEL_VALUE.test(value) || value.length > LABEL_LENGTH)
    .map((value) => fieldInvalid("metadata.labels", value, LABEL_RULE));

function checkName({ metadata }: KubernetesObject): Cause[] {
  if (!metadata.name) return [fieldRequired("metadata.name", "name or generateName is required")];
  if (NAME.test(metadata.name) && metadata.name.length <= 253) return [];
  return [fieldInvalid("metadata.name", metadata.name, NAME_RULE)];
}

/** The pod spec that an object carries, with its path. */
function podSpecOf(resource: string, object: KubernetesObject): { path: string; spec: PodSpec } | undefined {
  if (resource === "pods") return { path: "spec", spec: (object as Pod).spec };
  if (resource === "cronjobs.batch")
    return {
      path: "spec.jobTemplate.spec.template.spec",
      spec: (object as CronJob).spec.jobTemplate.spec.template.spec,
    };
  if (SELECTED.includes(resource) || resource === "jobs.batch")
    return { path: "spec.template.spec", spec: (specOf(object).template as PodTemplate).spec };
  return undefined;
}

function checkSelector(resource: string, object: KubernetesObject): Cause[] {
  if (!SELECTED.includes(resource)) return [];
  const { selector, template } = specOf(object) as { selector?: LabelSelector; template: PodTemplate };
  const labels = template.metadata?.labels;
  return [
    ...(selector ? [] : [fieldRequired("spec.selector")]),
    ...(selectorMatches(selector, labels)
      ? []
      : [
          fieldInvalid(
            "spec.template.metadata.labels",
            labels,
            "`selector` does not match template `labels`",
          ),
        ]),
  ];
}

const STATEFUL_FREE =
  "replicas ordinals template updateStrategy revisionHistoryLimit persistentVolumeClaimRetentionPolicy minReadySeconds".split(
    " ",
  );
const STATEFUL_RULE =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
export const POD_RULE =
  "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

const without = (fields: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));

function withoutImages(spec: PodSpec): unknown {
  const bare = (list: PodSpec["containers"] | undefined) => list?.map((item) => ({ ...item, image: "" }));
  return {
    ...without(spec, ["activeDeadlineSeconds", "tolerations", "nodeName"]),
    containers: bare(spec.containers),
    initContainers: bare(spec.initContainers),
    nodeName: spec.nodeName,
  };
}

function checkImmutable(resource: string, before: KubernetesObject, after: KubernetesObject): Cause[] {
  const [old, next] = [specOf(before), specOf(after)];
  const immutable = (field: string) =>
    same(old[field], next[field]) ? [] : [fieldInvalid(`spec.${field}`, next[field], "field is immutable")];
  if (["deployments.apps", "replicasets.apps", "daemonsets.apps"].includes(resource))
    return immutable("selector");
  if (resource === "jobs.batch")
    return [
      ...immutable("completions"),
      ...immutable("selector"),
      // A Job that is held may be given another place to run.
      ...(old.suspend === true ? [] : immutable("template")),
    ];
  if (resource === "statefulsets.apps" && !same(without(old, STATEFUL_FREE), without(next, STATEFUL_FREE)))
    return [fieldForbidden("spec", STATEFUL_RULE)];
  return [];
}

function checkPodUpdate(before: KubernetesObject, after: KubernetesObject): Cause[] {
  const [old, next] = [before as Pod, after as Pod];
  return same(withoutImages(old.spec), withoutImages(next.spec)) ? [] : [fieldForbidden("spec", POD_RULE)];
}

/** Throws what the server would answer to a create, or to an update of `before`. */
export function validate(
  type: ResourceType,
  resource: string,
  after: KubernetesObject,
  options: { before?: KubernetesObject | undefined; subresource?: string | undefined },
): void {
  const { before, subresource } = options;
  const podSpec = podSpecOf(resource, after);
  if (podSpec && !hasOnlyQuantities(podSpec.spec)) throw badRequest(QUANTITY_MESSAGE);
  const uid = before && before.metadata.uid !== after.metadata.uid;
  const mayMove = resource === "pods" && subresource === undefined;
  const causes = [
    ...(uid ? Array(2).fill(fieldInvalid("metadata.uid", after.metadata.uid, "field is immutable")) : []),
    ...checkName(after),
    ...checkLabels(after),
    ...checkSelector(resource, after),
    ...(podSpec ? checkPodSpec(podSpec.path, podSpec.spec) : []),
    ...(resource === "cronjobs.batch" && subresource === undefined ? checkCronJob(after as CronJob) : []),
    ...(resource === "jobs.batch" && !before ? checkRestartPolicy("spec.template", (after as Job).spec) : []),
    ...(resource === CLAIMS && !before ? checkClaim(after as Claim) : []),
    ...(resource === CLAIMS && before && subresource === undefined
      ? checkClaimUpdate(before as Claim, after as Claim)
      : []),
    ...(before ? checkImmutable(resource, before, after) : []),
    ...(before && mayMove ? checkPodUpdate(before, after) : []),
  ];
  if (causes.length > 0) throw invalid(type, after.metadata.name ?? "", causes);
}
