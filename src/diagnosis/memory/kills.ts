import type { Facts } from "../facts.ts";
import type { PodFact } from "../objects/pod.ts";
import { alertKills } from "./alert-kills.ts";
import { type Kill, type KillGroup, killOf } from "./kill.ts";
import { recogniseKill } from "./recognise.ts";

/** Kills that are still in the cluster's memory, but those that an applied attempt had seen before it changed anything. */
export function memoryKills(facts: Facts): Kill[] {
  const seen = seenBefore(facts);
  const found = facts.pods.flatMap((pod) =>
    pod.containers.flatMap((container) =>
      container.ends.flatMap((end) => {
        const recognition = recogniseKill(facts, { pod, container, end });
        return recognition === undefined
          ? []
          : [
              {
                ...killOf(pod, container.name),
                ...endParts(end),
                limitBytes: container.limitBytes,
                recognition,
              },
            ];
      }),
    ),
  );
  const kills = found.length > 0 ? found : alertKills(facts);
  return kills
    .filter((kill) => !seen.has(kill.id))
    .sort((a, b) => Date.parse(b.finishedAt) - Date.parse(a.finishedAt));
}

const endParts = (end: PodFact["containers"][number]["ends"][number]) => ({
  id: end.id,
  restartCount: end.restartCount,
  ranSeconds: end.ranSeconds,
  finishedAt: end.finishedAt,
});

function seenBefore(facts: Facts): Set<string> {
  return new Set(
    facts.attempts
      .filter((attempt) => attempt.appliedAt !== null)
      .flatMap((attempt) => attempt.before.pods)
      .flatMap((pod) => pod.containers)
      .flatMap((container) => (container.lastEnd === null ? [] : [container.lastEnd.id])),
  );
}

/**
 * The container to repair: the one with most kills, of those the one that was killed last. Where the present revision
 * has kills, those of earlier ones say nothing more.
 */
export function worstGroup(facts: Facts, kills: readonly Kill[]): KillGroup | undefined {
  const { targetRevision } = facts.rollout;
  const present = kills.filter((kill) => kill.revision === targetRevision);
  const groups = Map.groupBy(present.length > 0 ? present : kills, (kill) => kill.container);
  const [worst] = [...groups].sort(
    ([, a], [, b]) =>
      b.length - a.length || Date.parse(b[0]?.finishedAt ?? "") - Date.parse(a[0]?.finishedAt ?? ""),
  );
  if (worst === undefined) return undefined;
  const [container, own] = worst;
  const kind = facts.pods.flatMap((pod) => pod.containers).find(({ name }) => name === container)?.kind;
  return { container, kind: kind ?? "container", kills: own };
}

const HOUR_MS = 3_600_000;

/** Two kills of one revision within an hour, or a back-off after one. */
export function isRepeated(facts: Facts, group: KillGroup): boolean {
  const isBackingOff = facts.pods.some((pod) =>
    pod.containers.some(
      (container) =>
        container.name === group.container &&
        group.kills.some((kill) => kill.podUid === pod.uid) &&
        (container.waitingReason === "CrashLoopBackOff" || hasRestartedOften(pod, container, group)),
    ),
  );
  return isBackingOff || haveTwoWithinAnHour(group.kills);
}

/** The status keeps two ends at most; a second restart within the hour whose known ends are all kills is a second kill. */
function hasRestartedOften(
  pod: PodFact,
  container: PodFact["containers"][number],
  group: KillGroup,
): boolean {
  const ageMs = Date.parse(container.ends[0]?.finishedAt ?? "") - Date.parse(pod.createdAt);
  const areAllKills = container.ends.every((end) => group.kills.some((kill) => kill.id === end.id));
  return container.restartCount >= 2 && ageMs <= HOUR_MS && areAllKills;
}

function haveTwoWithinAnHour(kills: readonly Kill[]): boolean {
  return kills.some((kill, index) =>
    kills
      .slice(index + 1)
      .some(
        (other) =>
          other.revision === kill.revision &&
          Math.abs(Date.parse(kill.finishedAt) - Date.parse(other.finishedAt)) <= HOUR_MS,
      ),
  );
}
