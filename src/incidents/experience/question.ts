import { z } from "zod";
import { CAUSE_NAMES, type Cause, familyOf } from "../../domain/cause.ts";
import type { Incident } from "../../domain/incident.ts";
import type { Database } from "../incident-row.ts";

/** A person has it, or had it: nobody else knows what it was. */
export function isAsked({ outcome, status }: Pick<Incident, "outcome" | "status">): boolean {
  return outcome === "handed-over" && (status === "needs-person" || status === "closed");
}

export interface Said {
  cause: string | null;
  text: string;
  by: string;
  at: string;
}

/** What a person said that this incident was; null while nobody did. */
export async function saidOf(db: Database, incidentId: string): Promise<Said | null> {
  const row = await db
    .selectFrom("incident_answers")
    .select(["cause", "text", "by", "at"])
    .where("incident_id", "=", incidentId)
    .executeTakeFirst();
  return row === undefined ? null : { ...row, at: row.at.toISOString() };
}

export interface Hint {
  number: number;
  text: string;
  by: string;
  at: string;
}

export async function hintsOf(db: Database, incidentId: string): Promise<Hint[]> {
  const rows = await db
    .selectFrom("incident_hints")
    .select(["number", "text", "by", "at"])
    .where("incident_id", "=", incidentId)
    .orderBy("number")
    .execute();
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

const MOST_CAUSES = 8;

/** The short list to choose from: what was found, what came near, then its like. */
export function causesThatFit({ finding }: Pick<Incident, "finding">): Cause[] {
  const found = finding?.cause ?? "unknown";
  const ruledOut = (finding?.ruledOut ?? []).map(({ cause }) => cause);
  const near = CAUSE_NAMES.filter((cause) => ruledOut.includes(cause));
  const families = new Set([found, ...near].filter((cause) => cause !== "unknown").map(familyOf));
  const like = CAUSE_NAMES.filter((cause) => families.has(familyOf(cause)));
  const usual: Cause[] = ["bad-release", "memory-limit-too-low", "memory-leak"];
  return [...new Set([found, ...near, ...like, ...usual])]
    .filter((cause) => cause !== "unknown")
    .slice(0, MOST_CAUSES);
}

export interface AnswerWanted {
  causes: Cause[];
  /** Whoever took it over, who is asked by name; null where it was handed to nobody in particular. */
  who: string | null;
}

/** What is asked while nobody has answered; null where nothing is. */
export async function questionOf(
  db: Database,
  incident: Pick<Incident, "id" | "outcome" | "status" | "finding">,
): Promise<AnswerWanted | null> {
  if (!isAsked(incident) || (await saidOf(db, incident.id)) !== null) return null;
  return { causes: causesThatFit(incident), who: await whoTookOver(db, incident.id) };
}

const tookOverSchema = z.looseObject({ by: z.string().min(1) });

/** Of the newest way in which the incident came to people: after a hint the service had it once more. */
async function whoTookOver(db: Database, incidentId: string): Promise<string | null> {
  const row = await db
    .selectFrom("audit")
    .select(["kind", "input"])
    .where("incident_id", "=", incidentId)
    .where("kind", "in", ["taken-over", "hinted", "handed-over", "return-failed"])
    .orderBy("sequence", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.kind === "taken-over" ? (tookOverSchema.safeParse(row.input).data?.by ?? null) : null;
}
