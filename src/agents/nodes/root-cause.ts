import type { Conclusion } from "../../diagnosis/diagnosis.ts";
import type { Finding } from "../../domain/finding.ts";
import type { Incident } from "../../domain/incident.ts";
import { describeRef, objectKey } from "../../domain/object-ref.ts";
import type { Run } from "../../remediation/remediation.ts";
import type { AgentDeps } from "./deps.ts";

type RootDeps = Pick<AgentDeps, "store" | "referrals" | "clock">;

/** How soon a referral that is not settled yet is looked for again. */
const SETTLE_SECONDS = 2;
/** How often a symptom is looked at while its root is worked on; the root's end wakes it at once. */
const LOOK_SECONDS = 60;
/**
 * After the root was fixed its symptoms may need this long to go away: the longest back-off (300 s), the time for which a
 * container that failed must then run before it counts as recovered (300 s), and a start.
 */
const GRACE_SECONDS = 660;
/** Where the root is well by its own incident, what hides it may need this long to show. */
const DISAGREED_SECONDS = 330;
/** A fix through another incident is watched as long as one of its own. */
const WATCH_SECONDS = 24 * 3600;
/** Longer chains are a circle, or nothing that a person could follow. */
const LONGEST_CHAIN = 5;

/** The object at fault is neither the subject nor its workload: another incident answers for it. */
export function isElsewhere(incident: Incident, finding: Finding): boolean {
  const own = [incident.subject, ...(incident.workload === null ? [] : [incident.workload])].map(objectKey);
  return !own.includes(objectKey(finding.object));
}

/** Links the incident to that of the object at fault; false where there can be none, and a person gets the finding. */
export async function pointToRoot(
  deps: RootDeps,
  run: Run,
  { incident, finding }: { incident: Incident; finding: Finding },
): Promise<boolean> {
  const now = deps.clock.now();
  const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  const previous = incident.causedBy === null ? undefined : await deps.referrals.read(incident.causedBy);
  const fixedAt = previous?.outcome === "fixed" ? previous.closedAt : null;
  if (fixedAt !== null && now.getTime() - fixedAt.getTime() < GRACE_SECONDS * 1000)
    return wait(deps, run, at(LOOK_SECONDS / 4), `${describeRef(finding.object)} was repaired just now`);
  // Its own incident found nothing to do there: to ask the same again would never end.
  if (previous !== undefined && isDisagreed(previous, finding)) {
    const sinceMs = now.getTime() - (previous.closedAt?.getTime() ?? 0);
    if (sinceMs >= DISAGREED_SECONDS * 1000) return false;
    return wait(
      deps,
      run,
      at(LOOK_SECONDS / 4),
      `${describeRef(finding.object)} is well by its own incident`,
    );
  }
  const referred = await deps.referrals.refer({ incident, finding, at: now });
  if (referred.kind === "refused") return false;
  if (referred.kind === "pending")
    return wait(deps, run, at(SETTLE_SECONDS), `the cause is sought in ${describeRef(finding.object)}`);
  const root = referred.incident;
  if (await leadsBack(deps, root, incident.id)) return false;
  await deps.store.withClaim("finding.commit", run.claim, async (tx) => {
    await tx.advance(
      { type: "linked", rootId: root.id, finding, lookAt: at(LOOK_SECONDS) },
      {
        text: `caused by ${describeRef(root.subject)} (incident ${root.id}): ${finding.sentence}`,
        input: { evidence: finding.evidence },
        output: { rootId: root.id, finding },
      },
    );
  });
  return true;
}

/** The incident of that very object is closed, and nothing was repaired. */
const isDisagreed = ({ closedAt, outcome, subject, workload }: Incident, { object }: Finding): boolean =>
  closedAt !== null &&
  outcome !== "fixed" &&
  [subject, ...(workload === null ? [] : [workload])].map(objectKey).includes(objectKey(object));

async function leadsBack(deps: RootDeps, root: Incident, incidentId: string): Promise<boolean> {
  let next: Incident | undefined = root;
  for (let length = 0; next !== undefined && length < LONGEST_CHAIN; length += 1) {
    if (next.id === incidentId) return true;
    if (next.causedBy === null) return false;
    next = await deps.referrals.read(next.causedBy);
  }
  return next !== undefined;
}

/** The symptoms are gone: fixed through the root where that was proven; false where they went by themselves. */
export async function closeThroughRoot(
  deps: RootDeps,
  run: Run,
  { incident, conclusion }: { incident: Incident; conclusion: Extract<Conclusion, { kind: "healthy" }> },
): Promise<boolean> {
  const root = incident.causedBy === null ? undefined : await deps.referrals.read(incident.causedBy);
  const isWorkedOn = root !== undefined && ["applying", "verifying", "rolling-back"].includes(root.status);
  const now = deps.clock.now();
  if (isWorkedOn)
    return wait(
      deps,
      run,
      new Date(now.getTime() + LOOK_SECONDS * 1000),
      `it is well again; the repair of ${describeRef(root.subject)} is still being proven`,
    );
  if (root?.outcome !== "fixed") return false;
  const reason = `${conclusion.reason}, since ${describeRef(root.subject)} was repaired (incident ${root.id})`;
  const watchUntil = new Date(now.getTime() + WATCH_SECONDS * 1000);
  await deps.store.withClaim("finding.commit", run.claim, async (tx) => {
    await tx.advance(
      { type: "fixed-through", rootId: root.id, reason, watchUntil },
      { text: reason, input: { evidence: conclusion.evidence }, output: { rootId: root.id, watchUntil } },
    );
  });
  return true;
}

async function wait(deps: RootDeps, run: Run, until: Date, reason: string): Promise<true> {
  await deps.store.withClaim("finding.commit", run.claim, async (tx) => {
    await tx.advance({ type: "waiting", until, reason }, { text: reason, input: {}, output: { until } });
  });
  return true;
}
