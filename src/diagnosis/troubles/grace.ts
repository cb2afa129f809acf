import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import type { PodFact } from "../objects/pod.ts";

/** What every pod may take to become ready, or to be ready again. */
const LEAST_SECONDS = 60;
/** However long its probes would wait. */
const MOST_SECONDS = 600;

/** Seconds that a pod may take from its start until it is ready, by what its own probes allow. */
export function startGraceSeconds(pod: PodFact): number {
  const spec = recordOf(pod.raw.spec);
  const containers = Array.isArray(spec.containers) ? spec.containers.map(recordOf) : [];
  const longest = Math.max(
    0,
    ...containers.map((container) => startBudget(container.startupProbe) + delayOf(container.readinessProbe)),
    Number(spec.minReadySeconds ?? 0) || 0,
  );
  return Math.min(MOST_SECONDS, LEAST_SECONDS + longest);
}

/** A startup probe is asked this long before the container is killed. */
function startBudget(probe: unknown): number {
  if (probe === undefined || probe === null) return 0;
  const { initialDelaySeconds, periodSeconds, failureThreshold } = recordOf(probe);
  return numberOf(initialDelaySeconds, 0) + numberOf(periodSeconds, 10) * numberOf(failureThreshold, 3);
}

const delayOf = (probe: unknown) => numberOf(recordOf(probe).initialDelaySeconds, 0);
const numberOf = (value: unknown, otherwise: number) => (typeof value === "number" ? value : otherwise);
