import { z } from "zod";
import type { Database } from "./incident-row.ts";

/** One program that ran over this incident's evidence: a shipped analysis, or one that a model wrote. */
export interface ProgramStory {
  at: string;
  /** What it said, in a sentence. */
  text: string;
  /** The name of a shipped analysis; null for a program of a model. */
  analysis: string | null;
  code: string;
  codeDigest: string;
}

const MOST = 20;
const rowSchema = z.object({ analysis: z.string().optional(), code: z.string(), codeDigest: z.string() });

/** The newest programs, oldest first, as the audit keeps them. */
export async function programsOf(db: Database, incidentId: string): Promise<ProgramStory[]> {
  const rows = await db
    .selectFrom("audit")
    .select(["at", "text", "input"])
    .where("incident_id", "=", incidentId)
    .where("kind", "in", ["computed", "program"])
    .orderBy("sequence", "desc")
    .limit(MOST)
    .execute();
  return rows.reverse().flatMap(({ at, text, input }) => {
    const { data } = rowSchema.safeParse(input);
    if (data === undefined) return [];
    const { analysis = null, code, codeDigest } = data;
    return [{ at: at.toISOString(), text, analysis, code, codeDigest }];
  });
}
