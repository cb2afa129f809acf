import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { type RealServer, rootOf } from "../../chart/support/real-server.ts";

/**
 * All objects but Events that are in a namespace, and those outside of all that carry its name in theirs: "Kind name", sorted,
 * whoever made them and whatever labels they have.
 */
export async function objectsOf(server: RealServer, namespace: string): Promise<string[]> {
  const kinds = (await server.served()).filter(
    ({ name, kind, verbs }) => !name.includes("/") && verbs.includes("list") && kind !== "Event",
  );
  const lists = await Promise.all(
    kinds.map(async ({ group, version, name, kind, namespaced }) => {
      const place = namespaced ? `/namespaces/${namespace}` : "";
      const { code, text } = await server.send({
        method: "GET",
        path: `${rootOf(group, version)}${place}/${name}`,
      });
      if (code !== 200) return [];
      const { items } = JSON.parse(text) as { items: KubernetesObject[] };
      return items
        .filter(({ metadata }) => namespaced || metadata.name.includes(namespace))
        .map(({ metadata }) => `${kind} ${metadata.name}`);
    }),
  );
  return [...new Set(lists.flat())].sort();
}
