import type { RunnableConfig } from "@langchain/core/runnables";
import type { Conclusion } from "../../diagnosis/diagnosis.ts";
import type { IncidentTransaction } from "../../incidents/incident-store.ts";
import type { RunState } from "../state.ts";
import type { AgentDeps } from "./deps.ts";
import { runOf } from "./run-of.ts";

/** Collects the facts of the cluster and what past cases taught, and commits what follows from them. */
export function createResearcher(
  deps: Pick<AgentDeps, "store" | "diagnosis" | "signalsOf" | "attemptsOf" | "experienceOf" | "clock">,
) {
  return async (state: RunState, config: RunnableConfig): Promise<Partial<RunState>> => {
    const run = runOf(state, config);
    const incident = await deps.store.read(state.incidentId);
    if (incident === undefined) return {};
    const [signals, attempts, experience] = await Promise.all([
      deps.signalsOf(incident.id),
      deps.attemptsOf(incident.id),
      deps.experienceOf(incident.id),
    ]);
    const conclusion = await deps.diagnosis.investigate({ incident, signals, attempts }, run.signal);
    await deps.store.withClaim("finding.commit", run.claim, (tx) =>
      commitConclusion(tx, conclusion, experience.lines, deps.clock.now()),
    );
    return {};
  };
}

async function commitConclusion(
  tx: IncidentTransaction,
  conclusion: Conclusion,
  experience: string[],
  now: Date,
): Promise<void> {
  const input = { evidence: evidenceOf(conclusion), experience };
  switch (conclusion.kind) {
    case "finding":
      await tx.advance(
        { type: "diagnosed", finding: conclusion.finding },
        { text: conclusion.finding.sentence, input, output: conclusion.finding },
      );
      return;
    case "healthy":
      await tx.advance(
        { type: "self-resolved", reason: conclusion.reason },
        { text: conclusion.reason, input, output: { kind: conclusion.kind } },
      );
      return;
    case "wait":
      await tx.advance(
        {
          type: "waiting",
          until: new Date(now.getTime() + conclusion.seconds * 1000),
          reason: conclusion.reason,
        },
        { text: conclusion.reason, input, output: { kind: conclusion.kind, seconds: conclusion.seconds } },
      );
  }
}

function evidenceOf(conclusion: Conclusion) {
  return conclusion.kind === "finding" ? conclusion.finding.evidence : conclusion.evidence;
}
