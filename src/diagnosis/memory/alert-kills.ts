import type { Facts } from "../facts.ts";
import { type Kill, killOf } from "./kill.ts";

/** An alert older than this is judged by what the cluster says now. */
const FRESH_MS = 15 * 60_000;

/**
 * Kills that only cAdvisor's counter saw (`container_oom_events_total`): a child died and the container went on, so
 * that no status tells of it. Believed only for an instance that ran when the alert began and still runs.
 */
export function alertKills(facts: Facts): Kill[] {
  return facts.signals.flatMap((signal) => {
    const { suspect } = signal;
    const isCounter = /kubepods|^\/.+/.test(suspect.labels.id ?? "");
    if (signal.source !== "alertmanager" || signal.symptom !== "oom-killed" || !isCounter) return [];
    const pod = facts.pods.find(({ name }) => name === (suspect.labels.pod ?? suspect.name));
    const container = pod?.containers.find(({ name }) => name === suspect.container);
    if (pod === undefined || container === undefined || container.runningSince === null) return [];
    const ageMs = Date.parse(facts.at) - Date.parse(signal.at);
    const ranMs = Date.parse(signal.at) - Date.parse(container.runningSince);
    if (!(ageMs <= FRESH_MS) || !(ranMs > 0)) return [];
    return [
      {
        ...killOf(pod, container.name),
        id: `alert/${signal.key}`,
        restartCount: container.restartCount,
        ranSeconds: Math.round(ranMs / 1000),
        finishedAt: signal.at,
        limitBytes: container.limitBytes,
        recognition: {
          how: "alert",
          confidence: 0.6,
          text: "the kernel's counter of memory kills rose while the container went on",
        },
      },
    ];
  });
}
