import { createHash } from "node:crypto";
import type { Kysely, Selectable } from "kysely";
import { given } from "../core/given.ts";
import { canonicalJson } from "../core/json.ts";
import { redact } from "../core/redact.ts";
import type { Tables } from "../database/tables.ts";
import type { AgentStepTable } from "../database/tables-of-steps.ts";
import type { IncidentStore } from "./incident-store.ts";
import { storedText } from "./stored-json.ts";

/** One step of one agent, whose entries of the audit carry its id. */
export type AgentStep = Omit<Selectable<AgentStepTable>, "sequence">;

/**
 * What Supervisor had before it when it chose, of the instant in which it read the incident: by the time the move is made,
 * rows may have been added, by others or by the same move before a crash.
 */
export interface Choice {
  /** The newest row of the incident then: its finding is that of the rows up to here. */
  sequence: number;
  handover: "none" | "as it is" | "explained";
  isWatched: boolean;
  hasModel: boolean;
  hasSandbox: boolean;
  isOverBudget: boolean;
}

/** What a move was chosen from: a replay holds it against the rules as they are then. */
export interface StepRoad extends Choice {
  /** Moves of the run before it, each with the incident's status then, and this one last. */
  taken: readonly string[];
  computation: string | null;
}

/** Of the row of the audit by which a step, and which entries are its own, stand in the chain. No part of a timeline. */
export const STEP_KIND = "agent-step";

/** Keeps what came to something: a look that changed nothing, of which a long wait has thousands, is not told. */
export async function keepStep(
  { db, store }: { db: Kysely<Tables>; store: Pick<IncidentStore, "withLock"> },
  step: AgentStep,
  road?: StepRoad,
): Promise<void> {
  const written = await db
    .selectFrom("audit")
    .select("sequence")
    .where("step", "=", step.id)
    .orderBy("sequence")
    .execute();
  if (step.failure === null && written.length === 0) return;
  const row = {
    ...step,
    reason: storedText(redact(step.reason)),
    failure: step.failure && storedText(redact(step.failure)),
  };
  const entries = written.map(({ sequence }) => sequence);
  await store.withLock("step.commit", step.incident_id, async (tx) => {
    await tx.note(STEP_KIND, {
      text: step.move === null ? step.agent : `${step.agent}: ${step.move}`,
      input: { step: step.id, entries, ...given("road", road) },
      output: { digest: digestOfStep(row) },
    });
    const values = { ...row, sequence: tx.incident.sequence };
    tx.send(tx.db.insertInto("agent_steps").values(values).execute());
  });
}

/** SHA-256 over the canonical JSON of the step's row, as it is stored. */
export function digestOfStep(step: AgentStep): string {
  const { id, incident_id, agent, move, reason, started_at, ms, failure } = step;
  const content = { id, incident_id, agent, move, reason, started_at: started_at.toISOString(), ms, failure };
  return createHash("sha256").update(canonicalJson(content)).digest("hex");
}
