import { sql } from "kysely";
import type { Database } from "./incident-row.ts";

export interface StepStory {
  id: string;
  agent: string;
  /** What Supervisor had it do; null for a choice of Supervisor's own. */
  move: string | null;
  /** Why Supervisor chose it, where a model said so. */
  reason: string;
  startedAt: string;
  ms: number;
  failure: string | null;
  entries: StepEntry[];
}

/** What a step read and what came of it, as the audit holds it. */
export interface StepEntry {
  sequence: number;
  kind: string;
  text: string;
  /** JSON, cut at `MOST_SHOWN_CHARS`; the entry's own page has the whole. */
  input: string;
  output: string;
  model: ModelCost | null;
}

export interface ModelCost {
  name: string;
  inputTokens: number;
  outputTokens: number;
  ms: number;
  /** In millionths of the currency of the prices; null where none is configured. */
  costMicros: number | null;
}

export const MOST_SHOWN_CHARS = 1_500;
const MOST_STEPS = 40;

/** The newest steps, oldest first. */
export async function stepsOf(db: Database, incidentId: string): Promise<StepStory[]> {
  const steps = await db
    .selectFrom("agent_steps")
    .selectAll()
    .where("incident_id", "=", incidentId)
    .orderBy("started_at", "desc")
    .orderBy("id", "desc")
    .limit(MOST_STEPS)
    .execute();
  if (steps.length === 0) return [];
  const entries = await entriesOf(
    db,
    incidentId,
    steps.map(({ id }) => id),
  );
  return steps
    .map(({ incident_id: _, sequence: _row, started_at, ...step }) => ({
      ...step,
      startedAt: started_at.toISOString(),
      entries: entries.filter((entry) => entry.step === step.id).map(({ step: _step, ...entry }) => entry),
    }))
    .toSorted((one, other) => one.startedAt.localeCompare(other.startedAt) || firstOf(one) - firstOf(other));
}

/** Steps of one instant stand as they wrote; one that only failed stands last. */
const firstOf = ({ entries }: StepStory) => entries[0]?.sequence ?? Number.MAX_SAFE_INTEGER;

/** Cut by the database: the evidence of one look alone may be large, and a page shows many. */
async function entriesOf(db: Database, incidentId: string, steps: string[]) {
  const shown = (column: "input" | "output") =>
    sql<string>`left(jsonb_pretty(${sql.ref(column)}::jsonb), ${MOST_SHOWN_CHARS + 1})`.as(column);
  const rows = await db
    .selectFrom("audit")
    .select(["step", "sequence", "kind", "text", shown("input"), shown("output")])
    .select([
      sql<string | null>`input->>'model'`.as("name"),
      sql<number | null>`(output->>'inputTokens')::float8`.as("inputTokens"),
      sql<number | null>`(output->>'outputTokens')::float8`.as("outputTokens"),
      sql<number | null>`(output->>'ms')::float8`.as("ms"),
      sql<number | null>`(output->>'costMicros')::float8`.as("costMicros"),
    ])
    .where("incident_id", "=", incidentId)
    .where("step", "in", steps)
    .orderBy("sequence")
    .execute();
  return rows.map(({ name, inputTokens, outputTokens, ms, costMicros, ...entry }) => ({
    ...entry,
    model:
      name === null || inputTokens === null
        ? null
        : { name, inputTokens, outputTokens: outputTokens ?? 0, ms: ms ?? 0, costMicros },
  }));
}
