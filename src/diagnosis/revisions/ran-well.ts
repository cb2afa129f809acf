import type { Facts, Revision } from "../facts.ts";
import { memoryKills } from "../memory/kills.ts";
import type { ContainerFact } from "../objects/pod-template.ts";

/** A revision that served for less has shown nothing. */
export const LEAST_SECONDS = 600;

/** How long the revision served, until the next one began; undefined where its times tell nothing. */
export function servedSeconds(revision: Revision): number | undefined {
  const { servedFrom, servedUntil } = revision;
  if (servedFrom === undefined || servedUntil === undefined) return undefined;
  const seconds = Math.round((Date.parse(servedUntil) - Date.parse(servedFrom)) / 1000);
  return seconds >= 0 ? seconds : undefined;
}

/** Whether it served long enough and nothing that is left of it tells of a kill. */
export function ranWell(revision: Revision, killed: ReadonlySet<string>): boolean {
  return (servedSeconds(revision) ?? 0) >= LEAST_SECONDS && !killed.has(revision.name);
}

/** Revisions of which a memory kill is known: from pods, from what attempts saw before they changed anything, from signals. */
export function killedRevisions(facts: Facts): Set<string> {
  const fromAttempts = facts.attempts
    .flatMap((attempt) => attempt.before.pods)
    .filter((pod) =>
      pod.containers.some(({ lastEnd }) => lastEnd?.reason === "OOMKilled" || lastEnd?.exitCode === 137),
    )
    .map((pod) => pod.revision);
  const fromSignals = facts.signals
    .filter(({ symptom }) => ["oom-killed", "killed", "crash-looping"].includes(symptom))
    .flatMap(({ suspect }) => [
      suspect.labels["pod-template-hash"] ?? "",
      suspect.labels["controller-revision-hash"] ?? "",
    ]);
  const fromPods = memoryKills({ ...facts, attempts: [] }).map((kill) => kill.revision);
  const all = [...fromAttempts, ...fromSignals, ...fromPods, ...failedOfOurs(facts)];
  return new Set(all.filter((name) => name !== ""));
}

/** A machine's clock may differ from ours by so much. */
const SKEW_MS = 60_000;

/** Revisions that an attempt of ours made and that did not hold: their pods, and with them every trace of a kill, are gone. */
function failedOfOurs({ attempts, revisions }: Facts): string[] {
  return attempts
    .filter(({ appliedAt, result }) => appliedAt !== null && result !== "verified")
    .flatMap(({ plan, startedAt }) =>
      plan.actions.flatMap((action) => {
        if (action.type !== "SetMemoryLimit") return [];
        const { container, toLimitBytes } = action.parameters;
        return revisions
          .filter(({ servedFrom }) => Date.parse(servedFrom ?? "") >= startedAt.getTime() - SKEW_MS)
          .filter(({ template }) =>
            template.containers.some(
              ({ name, limitBytes }) => name === container && limitBytes === toLimitBytes,
            ),
          )
          .map(({ name }) => name);
      }),
    );
}

/** The highest limit that an earlier revision gave this container and ran well with, above the present one. */
export function earlierGoodLimit(facts: Facts, container: ContainerFact): number | null {
  if (container.limitBytes === null) return null;
  const present = container.limitBytes;
  const killed = killedRevisions(facts);
  const limits = facts.revisions
    .slice(1)
    .filter((revision) => ranWell(revision, killed))
    .flatMap(
      (revision) =>
        revision.template.containers.find(
          ({ name, kind }) => name === container.name && kind === container.kind,
        )?.limitBytes ?? [],
    )
    .filter((limit) => limit > present);
  return limits.length === 0 ? null : Math.max(...limits);
}
