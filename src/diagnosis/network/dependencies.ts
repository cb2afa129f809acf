import type { Facts } from "../facts.ts";
import { failedCall } from "../logs/failed-call.ts";
import { failedCalls, type ToldCall } from "../logs/failed-calls.ts";
import type { RemoteHost } from "../logs/hosts-in.ts";
import { type DeclaredHost, declaredHosts } from "./declared-hosts.ts";
import { type Resolved, resolveHost } from "./resolve-host.ts";

/** Somebody whom the workload calls, and what is known of the call. */
export interface Dependency {
  to: RemoteHost;
  resolved: Resolved;
  /** Where the log tells of it; undefined where only a setting names it. */
  call: ToldCall | undefined;
  declared: DeclaredHost | undefined;
}

/**
 * Whom the workload calls in vain, by its log; where the log names nobody, everybody whom its settings name. Empty where
 * nothing tells of failed calls: a setting alone is no complaint.
 */
export function dependenciesInTrouble(facts: Facts): Dependency[] {
  const declared = declaredHosts(facts);
  const calls = failedCalls(facts);
  const named = calls.flatMap((call) => {
    if (call.to === undefined) return [];
    const { to } = call;
    const written = declared.find(({ host }) => host === to.host);
    return [
      {
        to: { ...to, port: to.port ?? written?.port },
        resolved: resolveHost(facts, to),
        call,
        declared: written,
      },
    ];
  });
  if (named.length > 0) return named;
  if (calls.length === 0 && !isComplained(facts)) return [];
  return declared.map((one) => ({
    to: one,
    resolved: resolveHost(facts, one),
    call: calls[0],
    declared: one,
  }));
}

/** Somebody says that it answers with errors, or its pods run and are not ready: then whom it calls is worth a look. */
function isComplained({ signals, pods }: Facts): boolean {
  return (
    signals.some(({ symptom }) => symptom === "errors-high") ||
    pods.some(({ containers }) =>
      containers.some(({ isReady, runningSince }) => !isReady && runningSince !== null),
    )
  );
}

/** Whether the line blames a name of this cluster that nobody has, and that no workload has either: a slip of the caller's own. */
export function blamesNobody(facts: Facts, line: string): boolean {
  const to = failedCall(line)?.to;
  const resolved = to && resolveHost(facts, to);
  if (resolved?.kind !== "missing") return false;
  return ![facts.around, ...facts.beyond]
    .flatMap(({ workloads }) => workloads)
    .some(({ metadata }) => metadata.namespace === resolved.namespace && metadata.name === resolved.name);
}
