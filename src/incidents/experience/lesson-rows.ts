import type { Insertable } from "kysely";
import type { LessonTable } from "../../database/tables-of-experience.ts";
import type { ActionType } from "../../domain/action.ts";
import type { Cause } from "../../domain/cause.ts";
import { type Lesson, type Standing, standingOf } from "../../domain/experience.ts";
import type { ObjectRef } from "../../domain/object-ref.ts";
import { objectKey } from "../../domain/object-ref.ts";
import type { Database } from "../incident-row.ts";

/** Newest lessons that a standing is made of: older ones weigh little. */
const MAX_LESSONS = 1_000;

/** Writes what a try taught, in the transaction that settles it; a later end of the same try takes its place. */
export async function recordLesson(
  db: Database,
  lesson: Omit<Insertable<LessonTable>, "imported">,
): Promise<void> {
  await db
    .insertInto("lessons")
    .values({ ...lesson, imported: false })
    .onConflict((conflict) =>
      conflict
        .column("origin")
        .doUpdateSet((eb) => ({
          result: eb.ref("excluded.result"),
          proof: eb.ref("excluded.proof"),
          at: eb.ref("excluded.at"),
          imported: false,
        }))
        .whereRef("lessons.at", "<=", "excluded.at"),
    )
    .execute();
}

export interface Asked {
  cluster: string;
  /** The object that would be changed. */
  target: Pick<ObjectRef, "apiVersion" | "kind" | "namespace" | "name">;
  cause: Cause;
  shape: string;
}

/** How each action did for this cause on objects of this shape, as of `now`; an action without lessons is absent. */
export async function readStandings(
  db: Database,
  asked: Asked,
  now: Date,
): Promise<Map<ActionType | string, Standing>> {
  const rows = await db
    .selectFrom("lessons")
    .select(["action", "cluster", "namespace", "workload", "result", "proof", "at"])
    .where("cause", "=", asked.cause)
    .where("shape", "=", asked.shape)
    .orderBy("at", "desc")
    .limit(MAX_LESSONS)
    .execute();
  const key = objectKey(asked.target);
  const byAction = Map.groupBy(rows, ({ action }) => action);
  const place = (row: (typeof rows)[number]): Lesson["place"] => {
    if (row.cluster !== asked.cluster || row.namespace !== asked.target.namespace) return "cluster";
    return row.workload === key ? "here" : "namespace";
  };
  return new Map(
    [...byAction].map(([action, lessons]) => [
      action,
      standingOf(
        lessons.map((row) => ({ result: row.result, proof: row.proof, at: row.at, place: place(row) })),
        now,
      ),
    ]),
  );
}

/** What the object at fault looks like: by it incidents of the same shape are found. */
export async function noteShape(db: Database, incidentId: string, shape: string): Promise<void> {
  await db.updateTable("incidents").set({ shape }).where("id", "=", incidentId).execute();
}

export async function shapeOf(db: Database, incidentId: string): Promise<string | null> {
  const row = await db
    .selectFrom("incidents")
    .select("shape")
    .where("id", "=", incidentId)
    .executeTakeFirst();
  return row?.shape ?? null;
}
