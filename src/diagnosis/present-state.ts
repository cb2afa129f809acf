import type { EvidenceDraft } from "./candidate.ts";
import type { Facts } from "./facts.ts";

const MAX_PODS = 3;
const MAX_EVENTS = 5;

/** What the cluster says of the workload now: containers that do not run, how they ended, its warnings. */
export function presentState(facts: Facts): EvidenceDraft[] {
  const containers = facts.pods.slice(0, MAX_PODS).flatMap((pod) =>
    pod.containers.flatMap((container) => {
      const end = container.ends[0];
      if (container.waitingReason === "" && end === undefined) return [];
      const waits = container.waitingReason === "" ? "" : `waits with ${container.waitingReason}; `;
      const ended =
        end === undefined ? "never ran" : `last ended with ${end.reason}, exit code ${end.exitCode}`;
      return [
        {
          kind: "container-status" as const,
          source: `kubectl get pod -n ${pod.namespace} ${pod.name} -o yaml`,
          at: end?.finishedAt || facts.at,
          text: `container ${container.name} of pod ${pod.name} ${waits}${ended}`,
        },
      ];
    }),
  );
  const warnings = facts.events
    .filter(({ type }) => type === "Warning")
    .sort((a, b) => Date.parse(b.lastAt) - Date.parse(a.lastAt))
    .slice(0, MAX_EVENTS)
    .map((event) => ({
      kind: "event" as const,
      source: `kubectl events -n ${event.about.namespace} --for ${event.about.kind.toLowerCase()}/${event.about.name}`,
      at: event.lastAt,
      text: `${event.reason}: ${event.message}`,
    }));
  return [...containers, ...warnings];
}
