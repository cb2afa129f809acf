import type { KubernetesObject } from "./cluster-reader.ts";
import { recordOf } from "./kubernetes-object.ts";

const TAINT = "node.kubernetes.io/unschedulable";

/** The scheduler's words of a node that is cordoned: "1 node(s) were unschedulable". */
export function isKeptOutByCordon(scheduled: { status: string; message: string } | undefined): boolean {
  return scheduled?.status === "False" && /\bnode\(s\) were unschedulable\b/.test(scheduled.message);
}

/** The taint that the node controller adds tells when; else whoever set the field. */
export function cordonedSince(node: KubernetesObject): string | undefined {
  const taint = listOf(recordOf(node.spec).taints)
    .map(recordOf)
    .find(({ key }) => key === TAINT);
  if (typeof taint?.timeAdded === "string") return taint.timeAdded;
  const setter = node.metadata.managedFields?.find(
    ({ fieldsV1 }) => "f:unschedulable" in recordOf(recordOf(fieldsV1)["f:spec"]),
  );
  const time = recordOf(setter).time;
  return typeof time === "string" ? time : undefined;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
