import type { AttemptRow, Evidence } from "../evidence.ts";
import { nameOf, type ServiceWrite, serviceWrites } from "../writes.ts";

/** Behind each write stands a plan that the policy let through, or that a person approved, and it is of what is ill. */
export function writesOutOfPolicy(evidence: Evidence): string[] {
  const healthy = new Set(
    evidence.truths.flatMap(({ outcome, namespace }) => (outcome === "nothing" ? [namespace] : [])),
  );
  return serviceWrites(evidence).flatMap((write) => {
    const what = nameOf(write.request);
    if (healthy.has(write.request.namespace ?? "")) return [`nothing was to be written there: ${what}`];
    const attempt = write.is?.attempt ?? stepOf(write, evidence.rows.attempts);
    if (attempt === undefined) return [`no attempt stands behind it: ${what}`];
    return isAllowed(attempt, evidence) ? [] : [`neither allowed nor approved: ${what}`];
  });
}

/** Pods and what is made anew are no patches: an attempt on their owner stands behind them. */
function stepOf({ request }: ServiceWrite, attempts: readonly AttemptRow[]): AttemptRow | undefined {
  if (request.verb === "patch" || request.verb === "update") return undefined;
  const name = request.name ?? request.after?.metadata.name ?? "";
  return attempts.find(({ actions }) =>
    actions.some(({ target }) => target.namespace === request.namespace && name.startsWith(target.name)),
  );
}

const isAllowed = ({ verdict, planDigest, incidentId }: AttemptRow, { rows }: Evidence): boolean =>
  verdict === "auto" ||
  rows.approvals.some(
    (one) => one.incidentId === incidentId && one.planDigest === planDigest && one.state === "approved",
  );
