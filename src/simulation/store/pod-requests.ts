import type { Container, Pod } from "./objects.ts";
import { parseQuantity } from "./quantity.ts";

export type Amounts = Record<string, number>;

function add(into: Amounts, amounts: Amounts): void {
  for (const [name, value] of Object.entries(amounts)) into[name] = (into[name] ?? 0) + value;
}

/** What a pod takes of a node: its containers and sidecars together, or its hungriest init container where that is more. */
export function podAmounts(pod: Pod, kind: "requests" | "limits" = "requests"): Amounts {
  const of = (container: Container): Amounts =>
    Object.fromEntries(
      Object.entries(container.resources?.[kind] ?? {}).map(([name, value]) => [
        name,
        parseQuantity(value) ?? 0,
      ]),
    );
  const total: Amounts = {};
  for (const container of pod.spec.containers) add(total, of(container));
  const sidecars: Amounts = {};
  const peak: Amounts = {};
  for (const container of pod.spec.initContainers ?? []) {
    if (container.restartPolicy === "Always") add(sidecars, of(container));
    const now = { ...sidecars };
    if (container.restartPolicy !== "Always") add(now, of(container));
    for (const [name, value] of Object.entries(now)) peak[name] = Math.max(peak[name] ?? 0, value);
  }
  add(total, sidecars);
  for (const [name, value] of Object.entries(peak)) total[name] = Math.max(total[name] ?? 0, value);
  return total;
}
