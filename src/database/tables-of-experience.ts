import type { ApprovalDoor } from "../domain/approval.ts";
import type { Proof } from "../domain/attempt.ts";
import type { Cause } from "../domain/cause.ts";
import type { LessonResult } from "../domain/experience.ts";

/** What one try taught. */
export interface LessonTable {
  /** What it was learned from: the same try is one row. */
  origin: string;
  cluster: string;
  namespace: string;
  /** Key of the object that was changed. */
  workload: string;
  cause: string;
  action: string;
  shape: string;
  result: LessonResult;
  proof: Proof | null;
  at: Date;
  imported: boolean;
}

/** What a person said that it was. */
export interface IncidentAnswerTable {
  incident_id: string;
  cause: Cause | null;
  text: string;
  by: string;
  door: ApprovalDoor;
  at: Date;
}

export interface IncidentHintTable {
  incident_id: string;
  number: number;
  text: string;
  by: string;
  door: ApprovalDoor;
  at: Date;
}
