import { z } from "zod";

/** Names one Kubernetes object. `namespace` is "" for a cluster-scoped one, `uid` is "" where it is not known. */
export const objectRefSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  namespace: z.string(),
  name: z.string(),
  uid: z.string(),
});
export type ObjectRef = z.infer<typeof objectRefSchema>;

/** The API group of an apiVersion: "apps" of "apps/v1", "" of "v1". */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

/** Identity without the UID, so that it outlives a recreation of the object: "apps/Deployment/shop/web". */
export function objectKey(ref: Pick<ObjectRef, "apiVersion" | "kind" | "namespace" | "name">): string {
  return `${groupOf(ref.apiVersion)}/${ref.kind}/${ref.namespace}/${ref.name}`;
}

/** For people: "Deployment shop/web". */
export function describeRef(ref: Pick<ObjectRef, "kind" | "namespace" | "name">): string {
  return ref.namespace === "" ? `${ref.kind} ${ref.name}` : `${ref.kind} ${ref.namespace}/${ref.name}`;
}
