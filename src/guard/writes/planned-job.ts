import type { Action } from "../../domain/action.ts";
import { at, isObject, objectOf, textAt } from "../admission/json-value.ts";

/** What an attempt makes, worked out here from the ledger and not taken over from the side that writes. */
export interface Made {
  name: string;
  metadata: Record<string, unknown>;
  spec: Record<string, unknown>;
  /** Fields of the spec that the server adds, with the test of what it may add. */
  byServer: Readonly<Record<string, (value: unknown, object: unknown) => boolean>>;
  /** Pointers below which the server's defaults may stand. */
  defaulted: readonly string[];
  /** The object without what the server has written into it by now. */
  asSent(object: unknown): unknown;
}

const CONTROLLER_LABELS = [
  "controller-uid",
  "job-name",
  "batch.kubernetes.io/controller-uid",
  "batch.kubernetes.io/job-name",
];
const LEFT_OUT = ["kubectl.kubernetes.io/last-applied-configuration", "batch.kubernetes.io/job-tracking"];
/** The Job must live long enough to be looked at. */
const LEAST_TTL_SECONDS = 3600;

const is =
  (...values: unknown[]) =>
  (value: unknown) =>
    values.includes(value);

const BY_SERVER: Made["byServer"] = {
  selector: (value, object) =>
    Object.keys(objectOf(at(value, "matchLabels"))).every((key) => CONTROLLER_LABELS.includes(key)) &&
    at(value, "matchExpressions") === undefined &&
    at(object, "spec", "manualSelector") !== true,
  parallelism: is(1),
  completions: is(1),
  backoffLimit: is(6),
  completionMode: is("NonIndexed"),
  suspend: is(false),
  manualSelector: is(false),
  podReplacementPolicy: is("TerminatingOrFailed", "Failed"),
};

/** The Job of a CronJob's template, or of the Job that failed. */
export function plannedJob(
  action: Extract<Action, { type: "RunJobAgain" }>,
  preImage: unknown,
): Made | undefined {
  const isCronJob = action.target.kind === "CronJob";
  const template = isCronJob ? at(preImage, "spec", "jobTemplate") : preImage;
  if (!isObject(at(template, "spec")) || textAt(preImage, "metadata", "uid") !== action.target.uid)
    return undefined;
  const {
    selector: _selector,
    manualSelector: _manual,
    suspend: _suspend,
    ...spec
  } = objectOf(at(template, "spec"));
  const ttl = spec.ttlSecondsAfterFinished;
  if (typeof ttl === "number") spec.ttlSecondsAfterFinished = Math.max(ttl, LEAST_TTL_SECONDS);
  const owner = isCronJob ? ownerOf(action.target) : cronJobOf(preImage);
  const podTemplate = podTemplateOf(spec.template);
  const labels = without(at(template, "metadata", "labels"), CONTROLLER_LABELS);
  return {
    name: action.parameters.newName,
    metadata: {
      // A Job without labels of its own takes those of its pods.
      labels: Object.keys(labels).length > 0 ? labels : objectOf(at(podTemplate, "metadata", "labels")),
      annotations: {
        ...without(at(template, "metadata", "annotations"), LEFT_OUT),
        ...(owner === undefined ? {} : { "cronjob.kubernetes.io/instantiate": "manual" }),
        ...(isCronJob ? {} : { "kube-autofix.io/runs-again": action.target.name }),
      },
      ...(owner === undefined ? {} : { ownerReferences: [owner] }),
    },
    spec: { ...spec, template: podTemplate },
    byServer: BY_SERVER,
    defaulted: ["/template/spec"],
    asSent: withoutControllers,
  };
}

function withoutControllers(object: unknown): unknown {
  const spec = objectOf(at(object, "spec"));
  const metadata = objectOf(at(object, "metadata"));
  const labels = without(metadata.labels, CONTROLLER_LABELS);
  return {
    ...objectOf(object),
    metadata: { ...metadata, labels },
    spec: { ...spec, template: podTemplateOf(spec.template) },
  };
}

function podTemplateOf(template: unknown): Record<string, unknown> {
  const metadata = objectOf(at(template, "metadata"));
  const { creationTimestamp: _time, ...rest } = metadata;
  return { ...objectOf(template), metadata: { ...rest, labels: without(rest.labels, CONTROLLER_LABELS) } };
}

function ownerOf({ apiVersion, kind, name, uid }: Action["target"]) {
  return { apiVersion, kind, name, uid, controller: true };
}

function cronJobOf(job: unknown): unknown {
  const owners = at(job, "metadata", "ownerReferences");
  const owner = Array.isArray(owners) ? owners.find((one) => at(one, "controller") === true) : undefined;
  if (at(owner, "kind") !== "CronJob") return undefined;
  return owner;
}

function without(map: unknown, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(objectOf(map)).filter(([key]) => !names.includes(key)));
}
