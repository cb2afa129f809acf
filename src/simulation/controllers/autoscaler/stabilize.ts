import type { Autoscaler } from "./autoscaler.ts";

const WINDOW_SECONDS = 300;

export interface Steady {
  replicas: number;
  reason: string;
  message: string;
  limit: boolean;
  limited: [reason: string, message: string];
}

/** Keeps what was wanted lately: the number goes down only once nothing higher was wanted for a while. */
export function createStabilizer(nowMs: () => number) {
  const wantedBefore = new Map<string, { atMs: number; replicas: number }[]>();

  return (uid: string, wanted: number, { spec }: Autoscaler, current: number): Steady => {
    const { minReplicas = 1, maxReplicas, behavior } = spec;
    const windowMs = (behavior?.scaleDown?.stabilizationWindowSeconds ?? WINDOW_SECONDS) * 1000;
    const recent = (wantedBefore.get(uid) ?? [{ atMs: nowMs(), replicas: current }]).filter(
      ({ atMs }) => atMs > nowMs() - windowMs,
    );
    const kept = [...recent, { atMs: nowMs(), replicas: wanted }];
    wantedBefore.set(uid, kept);
    const highest = Math.max(...kept.map(({ replicas }) => replicas));
    const isHeld = wanted < current && highest > wanted;
    const steady = isHeld ? Math.min(current, highest) : wanted;
    const fastest = Math.max(2 * current, current + 4);
    const bounded = Math.min(Math.max(steady, minReplicas), maxReplicas);
    const replicas = Math.min(bounded, fastest);
    const [limit, ...limited] =
      replicas < bounded
        ? ([
            true,
            "ScaleUpLimit",
            "the desired replica count is increasing faster than the maximum scale rate",
          ] as const)
        : steady > maxReplicas
          ? ([
              true,
              "TooManyReplicas",
              "the desired replica count is more than the maximum replica count",
            ] as const)
          : steady < minReplicas
            ? ([
                true,
                "TooFewReplicas",
                "the desired replica count is less than the minimum replica count",
              ] as const)
            : ([false, "DesiredWithinRange", "the desired count is within the acceptable range"] as const);
    return {
      ...{ replicas, limit, limited },
      reason: isHeld ? "ScaleDownStabilized" : "ReadyForNewScale",
      message: isHeld
        ? "recent recommendations were higher than current one, applying the highest recent recommendation"
        : "recommended size matches current size",
    };
  };
}
