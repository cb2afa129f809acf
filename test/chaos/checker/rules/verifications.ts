import type { AttemptRow, Evidence } from "../evidence.ts";
import { serviceWrites } from "../writes.ts";

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
    return made === undefined || wasLookedAt(attempt, evidence, made.at)
      ? []
      : [`nobody looked at ${which} after it was made`];
  });
}

/** What it changed, and where that makes pods, these. */
function wasLookedAt({ actions }: AttemptRow, { requests }: Evidence, since: number): boolean {
  return actions.every(({ target }) => {
    const reads = requests.slice(since + 1).filter(({ userAgent, verb, code, namespace = "" }) => {
      const isRead = verb === "get" || verb === "list";
      return userAgent.startsWith("kube-autofix") && isRead && code === 200 && namespace === target.namespace;
    });
    const isItself = reads.some(({ name }) => name === target.name);
    const makesPods = ["Deployment", "StatefulSet", "DaemonSet"].includes(target.kind);
    return isItself && (!makesPods || reads.some(({ resource }) => resource === "pods"));
  });
}
