import type { Facts, Revision } from "../facts.ts";
import type { PodFact } from "../objects/pod.ts";
import { formatSeconds } from "../quantity.ts";
import { secondsSince } from "../since.ts";
import { killedRevisions, LEAST_SECONDS, servedSeconds } from "./ran-well.ts";

/** A pod that has served for less, or a revision that did, shows little. */
const LEAST_SERVING_SECONDS = 60;

/** The revision before the present one that is known to have worked, and how that is known. */
export interface LastGood {
  newest: Revision;
  good: Revision;
  /** Pods of it that are ready now, beside those of the newest. */
  servingPods: PodFact[];
  ranSeconds: number;
  /** `serves`: its pods are ready now. `served`: for long. `short`: for a while, as far as its age tells. */
  proof: "serves" | "served" | "short";
  text: string;
}

/** Undefined where nothing shows that an earlier revision worked. */
export function lastGood(facts: Facts): LastGood | undefined {
  const newest = newestRevision(facts);
  if (newest === undefined) return undefined;
  const failed = failedRevisions(facts);
  const earlier = facts.revisions.filter((one) => one.number < newest.number && !failed.has(one.name));
  const [previous, ...older] = earlier.map((good) => knownGood(facts, newest, good));
  if (previous !== undefined) return previous;
  // One that stood for moments, while pods of the one before it serve on, never took its place. Where none is left, what
  // would be undone is more than the newest: a person's to say.
  const before = older.find((one) => one !== undefined);
  return before?.proof === "served" ? { ...before, proof: "short" } : before;
}

function knownGood(facts: Facts, newest: Revision, good: Revision): LastGood | undefined {
  const servingPods = facts.pods.filter((pod) => isServing(facts, pod, good.name));
  const served = servedSeconds(good) ?? 0;
  const oldest = Math.max(0, ...servingPods.map((pod) => finite(secondsSince(facts.at, pod.createdAt))));
  // The ReplicaSet's own count holds for pods that were not read too.
  const isCounted =
    (good.readyPods ?? 0) > 0 && secondsSince(facts.at, good.servedFrom ?? "") >= LEAST_SERVING_SECONDS;
  const serving = Math.max(servingPods.length, isCounted ? (good.readyPods ?? 0) : 0);
  const age = isCounted ? finite(secondsSince(facts.at, good.servedFrom ?? "")) : 0;
  const ranSeconds = Math.max(served, oldest, age);
  const proof =
    serving > 0
      ? "serves"
      : served >= LEAST_SECONDS
        ? "served"
        : served >= LEAST_SERVING_SECONDS
          ? "short"
          : undefined;
  if (proof === undefined) return undefined;
  const told = {
    serves: `${serving} ${serving === 1 ? "pod" : "pods"} of revision ${good.number} still serve, for up to ${formatSeconds(ranSeconds)}`,
    served: `revision ${good.number} served for ${formatSeconds(ranSeconds)} without a known failure`,
    short: `revision ${good.number} stood for ${formatSeconds(ranSeconds)}`,
  };
  return { newest, good, servingPods, ranSeconds, proof, text: told[proof] };
}

export function newestRevision(facts: Facts): Revision | undefined {
  const { targetRevision } = facts.rollout;
  return facts.revisions.find(({ name }) => name === targetRevision) ?? facts.revisions[0];
}

function isServing(facts: Facts, pod: PodFact, revision: string): boolean {
  return (
    revision !== "" &&
    pod.revision === revision &&
    pod.isReady &&
    !pod.isTerminating &&
    secondsSince(facts.at, pod.createdAt) >= LEAST_SERVING_SECONDS
  );
}

const FAILING =
  /^(CrashLoopBackOff|ErrImagePull|ImagePullBackOff|InvalidImageName|CreateContainer.*Error|RunContainerError)$/;

/** Revisions of which a failure is known: of their pods now, or before one of our own changes. */
function failedRevisions(facts: Facts): Set<string> {
  const now = facts.pods.filter((pod) =>
    pod.containers.some(({ waitingReason }) => FAILING.test(waitingReason)),
  );
  const before = facts.attempts
    .flatMap((attempt) => attempt.before.pods)
    .filter((pod) => pod.containers.some(({ waitingReason }) => FAILING.test(waitingReason)));
  return new Set([...killedRevisions(facts), ...[...now, ...before].map(({ revision }) => revision)]);
}

const finite = (seconds: number) => (Number.isFinite(seconds) ? seconds : 0);
