import { sql } from "kysely";
import { z } from "zod";
import type { HeadFault } from "./audit-heads.ts";
import type { Database } from "./incident-row.ts";
import { digestOfStep, STEP_KIND } from "./keep-step.ts";

const PAGE_ROWS = 500;

export interface StepsReport {
  /** Steps whose digests stand in the chain. */
  steps: number;
  /** Steps that an earlier version kept: nothing proves them. */
  unproven: number;
  faults: HeadFault[];
}

/** Whether each agent's step, and which entries are its own, are as the chain says. The chain itself is another question. */
export async function verifySteps(
  db: Database,
  { incidentId }: { incidentId?: string } = {},
): Promise<StepsReport> {
  const faults: HeadFault[] = [];
  let steps = 0;
  let last: Place | undefined;
  for (;;) {
    const page = await anchorsAfter(db, last, incidentId);
    for (const anchor of page) {
      const reason = faultOf(anchor);
      if (reason !== undefined)
        faults.push({ incidentId: anchor.incident_id, sequence: anchor.sequence, reason });
    }
    steps += page.length;
    last = page.at(-1);
    if (page.length < PAGE_ROWS) break;
  }
  return { steps, ...(await stepsWithoutRow(db, faults, incidentId)) };
}

type Anchor = Awaited<ReturnType<typeof anchorsAfter>>[number];
interface Place {
  incident_id: string;
  sequence: number;
}

function anchorsAfter(db: Database, last: Place | undefined, incidentId: string | undefined) {
  let query = db
    .selectFrom("audit as a")
    .leftJoin("agent_steps as s", (join) =>
      join.onRef("s.incident_id", "=", "a.incident_id").onRef("s.sequence", "=", "a.sequence"),
    )
    .select(["a.incident_id", "a.sequence", "a.input", "a.output"])
    .select(["s.id", "s.agent", "s.move", "s.reason", "s.started_at", "s.ms", "s.failure"])
    .select(
      sql<number[]>`coalesce((select jsonb_agg(e.sequence order by e.sequence) from audit e
        where e.step = s.id), '[]'::jsonb)`.as("entries"),
    )
    .where("a.kind", "=", STEP_KIND)
    .orderBy("a.incident_id")
    .orderBy("a.sequence")
    .limit(PAGE_ROWS);
  if (incidentId !== undefined) query = query.where("a.incident_id", "=", incidentId);
  if (last !== undefined)
    query = query.where(sql<boolean>`(a.incident_id, a.sequence) > (${last.incident_id}, ${last.sequence})`);
  return query.execute();
}

const inputSchema = z.object({ step: z.string(), entries: z.array(z.number()) });
const outputSchema = z.object({ digest: z.string() });

function faultOf({ input, output, entries, ...row }: Anchor): string | undefined {
  const { id, agent, move, reason, started_at, ms, failure } = row;
  if (id === null || agent === null || reason === null || started_at === null || ms === null)
    return "the agent's step that it keeps is gone";
  const digest = digestOfStep({
    ...{ id, incident_id: row.incident_id, agent, move, reason, started_at, ms, failure },
  });
  const kept = inputSchema.safeParse(input).data;
  if (kept === undefined || kept.step !== id || outputSchema.safeParse(output).data?.digest !== digest)
    return "the agent's step that it keeps was changed";
  if (JSON.stringify(kept.entries) !== JSON.stringify(entries))
    return "other entries are given to the agent's step than it wrote";
  return undefined;
}

/** A step that was put in names a row that does not keep it, or none, as those of earlier versions do. */
async function stepsWithoutRow(db: Database, faults: readonly HeadFault[], incidentId: string | undefined) {
  let query = db
    .selectFrom("agent_steps as s")
    .select(["s.incident_id", "s.sequence"])
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("audit as a")
            .select("a.sequence")
            .whereRef("a.incident_id", "=", "s.incident_id")
            .whereRef("a.sequence", "=", "s.sequence")
            .where("a.kind", "=", STEP_KIND),
        ),
      ),
    );
  if (incidentId !== undefined) query = query.where("s.incident_id", "=", incidentId);
  const rows = await query.execute();
  const added = rows.flatMap(({ incident_id, sequence }) =>
    sequence === null
      ? []
      : [{ incidentId: incident_id, sequence, reason: "it does not keep the agent's step that names it" }],
  );
  return { unproven: rows.length - added.length, faults: [...faults, ...added] };
}
