import { z } from "zod";
import type { ClusterReader, KubernetesObject } from "./cluster-reader.ts";
import { controllerOf } from "./kubernetes-object.ts";
import { parseSelector, selectorText } from "./label-selector.ts";

/**
 * Objects of a type that a workload's selector selects and that one of `controllers` (UIDs) controls: a selector alone
 * also selects what belongs to somebody else.
 */
export async function listControlled(
  reader: Pick<ClusterReader, "list">,
  query: {
    type: { apiVersion: string; kind: string };
    namespace: string;
    labelSelector: string | undefined;
    /** May still be on its way: the list is asked for meanwhile. */
    controllers: ReadonlySet<string> | Promise<ReadonlySet<string>>;
  },
  signal: AbortSignal,
): Promise<KubernetesObject[]> {
  const { type, namespace, labelSelector } = query;
  const options = labelSelector === undefined ? { namespace } : { namespace, labelSelector };
  const [{ items }, controllers] = await Promise.all([reader.list(type, options, signal), query.controllers]);
  return items.filter((item) => controllers.has(controllerOf(item)?.uid ?? ""));
}

/** spec.selector as the text of a list request; undefined where the object has none. */
export function selectorOf(workload: KubernetesObject): string | undefined {
  const spec = z.object({ selector: z.unknown() }).safeParse(workload.spec).data;
  const selector = parseSelector(spec?.selector);
  const text = selector === undefined ? "" : selectorText(selector);
  return text === "" ? undefined : text;
}
