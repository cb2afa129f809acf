import { type Kysely, sql } from "kysely";
import type { Tables } from "../../database/tables.ts";
import { KIND, type LessonLine, VERSION } from "./lesson-lines.ts";

const PAGE = 1_000;

/** The lines of an export, in the order of their origins; the last one counts, so that a cut file shows. */
export async function* exportLessons(db: Kysely<Tables>, now: Date): AsyncGenerator<object> {
  yield { kind: KIND, version: VERSION, exportedAt: now.toISOString() };
  let count = 0;
  for (let after = ""; ; ) {
    const rows = await db
      .selectFrom("lessons")
      .selectAll()
      .where("origin", ">", after)
      .orderBy("origin")
      .limit(PAGE)
      .execute();
    for (const { imported: _imported, at, ...row } of rows) yield { ...row, at: at.toISOString() };
    count += rows.length;
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.origin;
  }
  yield { lessons: count };
}

/** All or nothing. What this service learned itself stays, and so does what was imported and is newer. */
export async function importLessons(
  db: Kysely<Tables>,
  lessons: readonly LessonLine[],
): Promise<{ taken: number; kept: number }> {
  const taken = await db.transaction().execute(async (trx) => {
    let count = 0;
    for (let start = 0; start < lessons.length; start += PAGE) {
      const rows = lessons
        .slice(start, start + PAGE)
        .map((lesson) => ({ ...lesson, at: new Date(lesson.at), imported: true }));
      const changed = await trx
        .insertInto("lessons")
        .values(rows)
        .onConflict((conflict) =>
          conflict
            .column("origin")
            .doUpdateSet((eb) => ({
              result: eb.ref("excluded.result"),
              proof: eb.ref("excluded.proof"),
              at: eb.ref("excluded.at"),
            }))
            .whereRef("lessons.at", "<", "excluded.at")
            .where("lessons.imported", "=", true),
        )
        .returning("origin")
        .execute();
      count += changed.length;
    }
    return count;
  });
  return { taken, kept: lessons.length - taken };
}

export interface Forgotten {
  /** "Deployment/shop/web". */
  workload?: string;
  namespace?: string;
  cause?: string;
}

/** Lessons, and what people said of the incidents that are over: all that match every given field. */
export async function forgetLessons(
  db: Kysely<Tables>,
  { workload, namespace, cause }: Forgotten,
): Promise<{ lessons: number; answers: number }> {
  return db.transaction().execute(async (trx) => {
    let lessons = trx.deleteFrom("lessons");
    let incidents = trx.selectFrom("incidents").select("id");
    if (namespace !== undefined) {
      lessons = lessons.where("namespace", "=", namespace);
      incidents = incidents.where("subject_namespace", "=", namespace);
    }
    if (cause !== undefined) {
      lessons = lessons.where("cause", "=", cause);
      incidents = incidents.where(sql`cause`, "=", cause);
    }
    if (workload !== undefined) {
      const end = `/${workload}`;
      lessons = lessons.where(sql<boolean>`right(workload, ${end.length}) = ${end}`);
      incidents = incidents.where(
        sql<boolean>`subject_kind || '/' || subject_namespace || '/' || subject_name = ${workload}`,
      );
    }
    const gone = await lessons.returning("origin").execute();
    const answers = await trx
      .deleteFrom("incident_answers")
      .where("incident_id", "in", incidents)
      .returning("incident_id")
      .execute();
    // Without a shape an incident that is over is not found as one of the like any more.
    await trx
      .updateTable("incidents")
      .set({ shape: null })
      .where("status", "=", "closed")
      .where("shape", "is not", null)
      .where("id", "in", incidents)
      .execute();
    return { lessons: gone.length, answers: answers.length };
  });
}
