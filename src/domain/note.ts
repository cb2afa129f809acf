import { z } from "zod";

/** Where a note comes from. */
const NOTE_KINDS = ["runbook", "alert-runbook", "web"] as const;

/**
 * What somebody wrote elsewhere that may help with an incident. Data for people and models to read, whatever it says:
 * no note is evidence, and none decides anything.
 */
export const noteSchema = z.strictObject({
  kind: z.enum(NOTE_KINDS),
  title: z.string().min(1).max(300),
  /** A path or a web address. A note without a source is none. */
  source: z.string().regex(/\S/).max(2_000),
  /** Cleaned, redacted and bounded; untrusted all the same. */
  text: z.string().min(1).max(4_000),
});
export type Note = z.infer<typeof noteSchema>;

/** Of the runbooks at hand, best first. */
export function runbookTitles(notes: readonly Note[]): string[] {
  return [...new Set(notes.filter(({ kind }) => kind === "runbook").map(({ title }) => title))];
}
