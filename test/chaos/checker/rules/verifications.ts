import type { ActionRow, AttemptRow, Evidence } from "../evidence.ts";
import { type ServiceWrite, serviceWrites } from "../writes.ts";

/** A fix counts only where the server's log shows that somebody looked at it after it was made. */
export function skippedVerifications(evidence: Evidence): string[] {
  const writes = serviceWrites(evidence);
  return evidence.rows.attempts.flatMap((attempt) => {
    const which = `attempt ${attempt.number} of incident ${attempt.incidentId}`;
    if (attempt.result === null) return [`${which} has no end`];
    if (attempt.result !== "verified") return [];
    if (!attempt.hasApplied || !attempt.hasEnded || attempt.proof === null || attempt.lastCheckedAt === null)
      return [`${which} counts as verified without a proof`];
    const made = writes.findLast(({ is }) => is?.attempt.id === attempt.id && is.way === "application");
    if (made === undefined) return [];
    if (!wasLookedAt(attempt, evidence, made.at)) return [`nobody looked at ${which} after it was made`];
    return isTooEarly(attempt, evidence, made)
      ? [`${which} counts as verified before its soak was over`]
      : [];
  });
}

const makesPods = ({ target }: ActionRow) => ["Deployment", "StatefulSet", "DaemonSet"].includes(target.kind);

/** By the API server's time: the workload was told that it holds sooner than the shortest soak after the change. */
function isTooEarly({ actions }: AttemptRow, evidence: Evidence, made: ServiceWrite): boolean {
  const target = actions.find(makesPods)?.target;
  const told = evidence.requests
    .slice(made.at)
    .find(({ resource, code, body }) => resource === "events" && code < 300 && isHeld(body, target));
  if (target === undefined || told === undefined) return false;
  const [from, until] = [Date.parse(made.request.at), Date.parse(told.at)];
  const wasSet = evidence.clockSetAt.some((at) => Date.parse(at) >= from && Date.parse(at) <= until);
  return !wasSet && until - from < evidence.soakSeconds * 1_000 * ROUNDING;
}

/** Times of Kubernetes are whole seconds. */
const ROUNDING = 0.9;

function isHeld(body: unknown, target: ActionRow["target"] | undefined): boolean {
  const { reason, involvedObject } = (body ?? {}) as {
    reason?: string;
    involvedObject?: { namespace?: string; name?: string };
  };
  const isIt = involvedObject?.name === target?.name && involvedObject?.namespace === target?.namespace;
  return reason === "AutofixVerified" && isIt;
}

/** What it changed, and where that makes pods, these. */
function wasLookedAt({ actions }: AttemptRow, { requests }: Evidence, since: number): boolean {
  return actions.every((action) => {
    const { target } = action;
    const reads = requests.slice(since + 1).filter(({ userAgent, verb, code, namespace = "" }) => {
      const isRead = verb === "get" || verb === "list";
      return userAgent.startsWith("kube-autofix") && isRead && code === 200 && namespace === target.namespace;
    });
    const isItself = reads.some(({ name }) => name === target.name);
    return isItself && (!makesPods(action) || reads.some(({ resource }) => resource === "pods"));
  });
}
