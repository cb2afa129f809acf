import type { RunnableConfig } from "@langchain/core/runnables";
import type { Material } from "../../diagnosis/computation/material.ts";
import type { Question } from "../../diagnosis/computation/question.ts";
import type { Conclusion } from "../../diagnosis/diagnosis.ts";
import type { Incident } from "../../domain/incident.ts";
import type { Signal } from "../../domain/signal.ts";
import { noteShape } from "../../incidents/experience/lesson-rows.ts";
import type { IncidentTransaction } from "../../incidents/incident-store.ts";
import { referredFindings } from "../../incidents/referred-findings.ts";
import type { Run } from "../../remediation/remediation.ts";
import { noteMaterial } from "../coding/program-records.ts";
import { noteQuestions } from "../computation-records.ts";
import { isUnclear } from "../legal-moves.ts";
import type { RunState } from "../state.ts";
import { withHints } from "../with-hints.ts";
import { consult } from "./consult.ts";
import type { AgentDeps } from "./deps.ts";
import { closeThroughRoot, isElsewhere, pointToRoot } from "./root-cause.ts";
import { runOf } from "./run-of.ts";

type ResearcherDeps = Pick<
  AgentDeps,
  | "store"
  | "model"
  | "notesOf"
  | "diagnosis"
  | "signalsOf"
  | "attemptsOf"
  | "experienceOf"
  | "hintsOf"
  | "referrals"
  | "clock"
  | "python"
  | "computedFor"
  | "remediation"
>;

/** Collects the facts of the cluster and what past cases taught, and commits what follows from them. */
export function createResearcher(deps: ResearcherDeps) {
  return async (state: RunState, config: RunnableConfig): Promise<Partial<RunState>> => {
    const run = runOf(state, config);
    if (state.move === "consult") {
      const consulted = await consult(deps, run);
      return consulted === "waits" ? { waits: true } : { computation: consulted };
    }
    const [incident, isHeld, signals, attempts] = await Promise.all([
      run.incident ?? deps.store.read(state.incidentId),
      deps.remediation.heldByStorm(run),
      deps.signalsOf(state.incidentId),
      deps.attemptsOf(state.incidentId),
    ]);
    if (incident === undefined) return {};
    if (isHeld) return { waits: true };
    const referrals = referredFindings(signals);
    const computed =
      state.computation === "answered" ? await deps.computedFor(incident.id, state.startedAt) : [];
    const conclusion = await deps.diagnosis.investigate(
      { incident, signals, attempts, referrals, computed },
      run.signal,
    );
    const questions = deps.python === undefined ? [] : questionsOf(incident, conclusion);
    const material = deps.python === undefined ? undefined : materialOf(deps, incident, conclusion);
    const waits = await follow(deps, run, { incident, signals, conclusion, questions, material });
    return { computation: questions.length > 0 ? "asked" : null, waits };
  };
}

interface Concluded {
  incident: Incident;
  signals: Signal[];
  conclusion: Conclusion;
  /** Kept with the finding: Coder may be another process, after a crash. */
  questions: Question[];
  /** The same, for a program that a model may write; undefined where none may be asked for. */
  material: Material | undefined;
}

/** Only what rules left open is worth a program. */
function materialOf(
  { model }: ResearcherDeps,
  incident: Incident,
  conclusion: Conclusion,
): Material | undefined {
  if (!model.port.isOn || conclusion.kind !== "finding") return undefined;
  const { finding, material } = conclusion;
  return isUnclear(finding) && !isElsewhere(incident, finding) ? material : undefined;
}

/** What is at fault elsewhere is for that incident to ask. */
const questionsOf = (incident: Incident, conclusion: Conclusion): Question[] =>
  conclusion.kind === "finding" && !isElsewhere(incident, conclusion.finding)
    ? (conclusion.questions ?? [])
    : [];

/**
 * Commits what was concluded; true where nothing follows from it but another look later. The run ends with that even if it is
 * due again at once, as after one more symptom: an earlier finding stands in the row, and this look did not bear it out.
 */
async function follow(deps: ResearcherDeps, run: Run, concluded: Concluded): Promise<boolean> {
  const { incident, conclusion } = concluded;
  if (conclusion.kind === "finding" && isElsewhere(incident, conclusion.finding)) {
    if (await pointToRoot(deps, run, { incident, finding: conclusion.finding })) return true;
  }
  if (conclusion.kind === "healthy" && incident.causedBy !== null) {
    if (await closeThroughRoot(deps, run, { incident, conclusion })) return true;
  }
  const remembered = await withExperience(deps, run, concluded);
  await deps.store.withClaim("finding.commit", run.claim, async (tx) => {
    if (remembered.shape !== null) tx.send(noteShape(tx.db, incident.id, remembered.shape));
    await commitConclusion(tx, remembered.conclusion, deps.clock.now());
    if (concluded.questions.length > 0) await noteQuestions(tx, concluded.questions);
    if (concluded.material !== undefined) await noteMaterial(tx, concluded.material);
  });
  return conclusion.kind === "wait";
}

/** A finding carries what was remembered of its like: for people and for whoever chooses among repairs. */
async function withExperience(
  deps: ResearcherDeps,
  run: Run,
  { incident, signals, conclusion }: Concluded,
): Promise<{ conclusion: Conclusion; shape: string | null }> {
  if (conclusion.kind !== "finding") return { conclusion, shape: null };
  const { finding } = conclusion;
  const [{ shape, evidence }, hints, notes] = await Promise.all([
    deps.experienceOf(incident, finding, run.signal),
    deps.hintsOf(incident.id),
    deps.notesOf(incident, finding, signals, run.signal),
  ]);
  const hinted = withHints(finding, hints);
  const remembered = { ...hinted, evidence: [...hinted.evidence, ...evidence], notes };
  return { conclusion: { kind: "finding", finding: remembered }, shape };
}

async function commitConclusion(tx: IncidentTransaction, conclusion: Conclusion, now: Date): Promise<void> {
  const input = { evidence: evidenceOf(conclusion) };
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
