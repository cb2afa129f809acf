import type { Evidence } from "../evidence.ts";

/** At rest, what is with a person or under way is open; one problem has one of these at most. */
export function doubledIncidents({ rows }: Evidence): string[] {
  const open = new Map<string, number>();
  for (const { status, cluster, group, kind, namespace, name, cause } of rows.incidents) {
    if (status === "closed") continue;
    const problem = [cluster, group, kind, namespace, name, cause ?? "no cause yet"].join(" ");
    open.set(problem, (open.get(problem) ?? 0) + 1);
  }
  return [...open].flatMap(([problem, count]) =>
    count > 1 ? [`${count} open incidents of ${problem}`] : [],
  );
}
