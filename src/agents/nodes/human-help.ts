import type { RunnableConfig } from "@langchain/core/runnables";
import type { Attempt } from "../../domain/attempt.ts";
import type { Handover } from "../../domain/handover.ts";
import type { Incident } from "../../domain/incident.ts";
import { describeRef } from "../../domain/object-ref.ts";
import type { Run } from "../../remediation/remediation.ts";
import type { RunState } from "../state.ts";
import type { AgentDeps } from "./deps.ts";
import { runOf } from "./run-of.ts";

/** Brings people in: keeps an approval honest while it waits, hands over what code should not decide, and sees when quiet returns. */
export function createHumanHelp(
  deps: Pick<AgentDeps, "store" | "remediation" | "attemptsOf" | "clock" | "quietSeconds">,
) {
  return async (state: RunState, config: RunnableConfig): Promise<Partial<RunState>> => {
    const run = runOf(state, config);
    if (state.move === "review-approval") await deps.remediation.reviewApproval(run);
    if (state.move === "look-after") await deps.remediation.watch(run);
    if (state.move === "hand-over") await handOver(deps, run);
    return {};
  };
}

async function handOver(
  deps: Pick<AgentDeps, "store" | "attemptsOf" | "clock" | "quietSeconds">,
  run: Run,
): Promise<void> {
  const attempts = await deps.attemptsOf(run.claim.incidentId);
  await deps.store.withClaim("finding.commit", run.claim, async (tx) => {
    const handover = describeCase(tx.incident, attempts);
    const quietAt = new Date(deps.clock.now().getTime() + deps.quietSeconds * 1000);
    await tx.advance(
      { type: "handed-over", handover, quietAt },
      { text: handover.sentence, input: { finding: tx.incident.finding }, output: handover },
    );
  });
}

/** The state of things for the person who takes it on. */
function describeCase(incident: Incident, attempts: Attempt[]): Handover {
  const { subject } = incident;
  const scope = subject.namespace === "" ? "" : ` -n ${subject.namespace}`;
  return {
    sentence: incident.finding?.sentence ?? `${describeRef(subject)} is ill: ${incident.summary}`,
    evidence: incident.finding?.evidence ?? [],
    tried: attempts.map(
      ({ number, plan, result }) => `Attempt ${number}: ${plan.sentence} (${result ?? "not ended"})`,
    ),
    nextSteps: [
      ...(incident.finding?.advice ?? []),
      {
        text: "See what the cluster says of it now",
        command: `kubectl describe ${subject.kind.toLowerCase()} ${subject.name}${scope}`,
      },
      { text: "See the newest events around it", command: `kubectl events${scope} --types=Warning` },
    ],
  };
}
