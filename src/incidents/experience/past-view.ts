import type { Incident } from "../../domain/incident.ts";
import type { Database } from "../incident-row.ts";
import { type Experience, experienceOf } from "./experience-of.ts";
import { type AnswerWanted, type Hint, hintsOf, questionOf, type Said, saidOf } from "./question.ts";

/** What the page and the API show of experience, and what people may add to it. */
export interface PastView extends Experience {
  /** Set while a person is asked what it was. */
  question: AnswerWanted | null;
  said: Said | null;
  hints: Hint[];
}

export async function pastView(
  db: Database,
  { incident, shape }: { incident: Incident; shape: string | null },
): Promise<PastView> {
  const { id, finding, lastSymptomAt } = incident;
  const said = await saidOf(db, id);
  // Whole numbers alone are shown, which do not fade: any time will do.
  const experience =
    finding === null || shape === null
      ? { actions: [], incidents: [] }
      : await experienceOf(db, { incident, finding, shape }, lastSymptomAt);
  return {
    ...experience,
    question: await questionOf(db, incident),
    said,
    hints: await hintsOf(db, id),
  };
}
