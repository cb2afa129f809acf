import { z } from "zod";

const groupVersionKind = z.object({ group: z.string(), version: z.string(), kind: z.string() });
const groupVersionResource = z.object({ group: z.string(), version: z.string(), resource: z.string() });
const anyObject = z.record(z.string(), z.unknown());

/** https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#request */
export const admissionReviewSchema = z.object({
  apiVersion: z.literal("admission.k8s.io/v1"),
  kind: z.literal("AdmissionReview"),
  request: z.object({
    uid: z.string().min(1),
    kind: groupVersionKind,
    resource: groupVersionResource,
    subResource: z.string().default(""),
    name: z.string().default(""),
    namespace: z.string().default(""),
    operation: z.enum(["CREATE", "UPDATE", "DELETE", "CONNECT"]),
    userInfo: z.object({ username: z.string().default("") }).default({ username: "" }),
    dryRun: z.boolean().default(false),
    object: anyObject.nullish(),
    oldObject: anyObject.nullish(),
    options: anyObject.nullish(),
  }),
});
export type AdmissionRequest = z.infer<typeof admissionReviewSchema>["request"];

/** "apps/v1" of a request's kind. */
export function apiVersionOf({ kind }: AdmissionRequest): string {
  return kind.group === "" ? kind.version : `${kind.group}/${kind.version}`;
}
