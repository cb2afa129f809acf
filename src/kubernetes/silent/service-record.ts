import { z } from "zod";
import type { KubernetesObject } from "../cluster-reader.ts";
import { recordOf } from "../kubernetes-object.ts";

/** Given by the cluster to this one object; another gets its own. */
const OWN_FIELDS = ["clusterIPs", "ipFamilies", "healthCheckNodePort"];
/** Notes of programs about the object that is gone. */
const NOTES = /^(kubectl\.kubernetes\.io|endpoints\.kubernetes\.io|kube-autofix\.io)\//;
const jsonSchema = z.record(z.string(), z.json());

/** What of a Service would be made again: name, labels and specification, without what the cluster gave it. */
export function serviceRecord(service: KubernetesObject): Record<string, z.infer<ReturnType<typeof z.json>>> {
  const { name, namespace = "", labels, annotations } = service.metadata;
  const notes = Object.fromEntries(Object.entries(annotations ?? {}).filter(([key]) => !NOTES.test(key)));
  const spec = jsonSchema.safeParse(recordOf(service.spec)).data ?? {};
  const kept = Object.fromEntries(
    Object.entries(spec).filter(
      // A headless Service is told by this field, all others are given an address.
      ([field, value]) => !OWN_FIELDS.includes(field) && (field !== "clusterIP" || value === "None"),
    ),
  );
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name,
      namespace,
      ...(labels === undefined ? {} : { labels }),
      ...(Object.keys(notes).length === 0 ? {} : { annotations: notes }),
    },
    spec: kept,
  };
}
