import type { ActionRow, AttemptRow, Evidence, LoggedRequest } from "../evidence.ts";
import { type ServiceWrite, serviceWrites } from "../writes.ts";

/** A fix counts only where the ledger says that it stood a soak, and the API server's log that it was looked at for as long. */
export function skippedVerifications(evidence: Evidence): string[] {
  const writes = serviceWrites(evidence);
  return evidence.rows.attempts.flatMap((attempt) => {
    const which = `attempt ${attempt.number} of incident ${attempt.incidentId}`;
    if (attempt.result === null) return [`${which} has no end`];
    if (attempt.result !== "verified") return [];
    if (!attempt.hasApplied || !attempt.hasEnded || attempt.proof === null || attempt.lastCheckedAt === null)
      return [`${which} counts as verified without a proof`];
    const made = writes.findLast(({ is }) => is?.attempt.id === attempt.id && is.way === "application");
    const said = [recordedSoak(attempt, evidence), made && looks(attempt, evidence, made)];
    return said.filter((text) => text !== undefined).map((text) => `${which} ${text}`);
  });
}

/** Proofs that take a while: the others end with something that happens (a Job completes). */
const TAKES_A_SOAK: readonly (string | undefined)[] = ["rollout", "health", undefined];

const soaked = ({ actions }: AttemptRow): ActionRow | undefined =>
  actions.find(({ proof }) => TAKES_A_SOAK.includes(proof?.kind));

/** By the service's own rows: since when it was well, and that it was looked at again when the soak was over. */
function recordedSoak(attempt: AttemptRow, evidence: Evidence): string | undefined {
  const action = soaked(attempt);
  if (action === undefined) return undefined;
  const { rolledOutAt, lastCheckedAt } = attempt;
  if (rolledOutAt === null || lastCheckedAt === null)
    return "counts as verified and was never seen rolled out and well";
  const between = { from: Date.parse(rolledOutAt), until: Date.parse(lastCheckedAt) };
  return isShort(between, { soakSeconds: soakOf(action, evidence), evidence })
    ? "counts as verified before its soak was over, as its own row has it"
    : undefined;
}

/** By the API server's log: what was read between the change and the word to the workload that it holds. */
function looks(attempt: AttemptRow, evidence: Evidence, made: ServiceWrite): string | undefined {
  const after = evidence.requests.slice(made.at + 1);
  if (!attempt.actions.every((action) => readsOf(action, after).length > 0))
    return "was not looked at after it was made";
  const action = soaked(attempt);
  if (action === undefined) return undefined;
  const told = after.findIndex(({ resource, code, body }) => isHeld({ resource, code, body }, action.target));
  const reads = readsOf(action, told < 0 ? after : after.slice(0, told)).map(({ at }) => Date.parse(at));
  const between = { from: Math.min(...reads), until: Math.max(...reads) };
  return isShort(between, { soakSeconds: soakOf(action, evidence), evidence })
    ? "counts as verified and was not looked at for as long as its soak"
    : undefined;
}

const makesPods = ({ target }: ActionRow) => ["Deployment", "StatefulSet", "DaemonSet"].includes(target.kind);

/** Of what was changed, or where that makes pods and was read itself, of these. */
function readsOf(action: ActionRow, requests: readonly LoggedRequest[]): LoggedRequest[] {
  const { target } = action;
  const reads = requests.filter(({ userAgent, verb, code, namespace = "" }) => {
    const isRead = verb === "get" || verb === "list";
    return userAgent.startsWith("kube-autofix") && isRead && code === 200 && namespace === target.namespace;
  });
  const ofItself = reads.filter(({ name }) => name === target.name);
  if (ofItself.length === 0 || !makesPods(action)) return ofItself;
  return reads.filter(({ resource }) => resource === "pods");
}

/** What its plan promised, and never less than the least that was set. */
const soakOf = ({ proof }: ActionRow, { soakSeconds }: Evidence): number =>
  Math.max(soakSeconds, proof?.soakSeconds ?? 0);

/** Times of Kubernetes are whole seconds. */
const ROUNDING = 0.9;

/** Where a clock of the service was off meanwhile, times tell nothing: no look at all is no soak even so. */
function isShort(
  { from, until }: { from: number; until: number },
  { soakSeconds, evidence }: { soakSeconds: number; evidence: Evidence },
): boolean {
  if (!(until >= from)) return true;
  return until - from < soakSeconds * 1_000 * ROUNDING && !wasOff(evidence, { from, until });
}

/** A clock is set off and, later, right again: each two lines are a while in which it was off. */
function wasOff({ clockSetAt }: Evidence, { from, until }: { from: number; until: number }): boolean {
  return clockSetAt.some((at, index) => {
    if (index % 2 === 1) return false;
    const right = clockSetAt[index + 1];
    return Date.parse(at) <= until && (right === undefined || Date.parse(right) >= from);
  });
}

function isHeld(
  { resource, code, body }: Pick<LoggedRequest, "resource" | "code" | "body">,
  target: ActionRow["target"],
): boolean {
  const { reason, involvedObject } = (body ?? {}) as {
    reason?: string;
    involvedObject?: { namespace?: string; name?: string };
  };
  const isIt = involvedObject?.name === target.name && involvedObject.namespace === target.namespace;
  return resource === "events" && code < 300 && reason === "AutofixVerified" && isIt;
}
