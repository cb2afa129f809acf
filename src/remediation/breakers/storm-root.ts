import type { BreakerRecord } from "../../domain/breaker.ts";
import { SUBJECT_COLUMNS, subjectOf } from "../../incidents/subject-columns.ts";
import type { BreakerWatchDeps } from "./breaker-watch.ts";
import { groundName, readCommonGround } from "./common-ground.ts";

/** Opens the one incident that answers for a storm, once, whichever replica is first; its own run tells of it. */
export async function openStormRoot(
  deps: BreakerWatchDeps,
  { cluster, storm }: { cluster: string; storm: BreakerRecord },
  signal: AbortSignal,
): Promise<void> {
  const since = new Date(storm.openedAt.getTime() - deps.settings.blast.stormWindowSeconds * 1000);
  const rows = await deps.db
    .selectFrom("incidents")
    .select(SUBJECT_COLUMNS)
    .where("cluster", "=", cluster)
    .where("opened_at", ">", since)
    .where("status", "<>", "closed")
    .where("caused_by", "is", null)
    .execute();
  const subjects = rows.map(subjectOf);
  const { object, signs } = await readCommonGround(deps.reader, { cluster, subjects }, signal);
  const isOpened = await deps.store.opening("correlate.commit", async (tx) => {
    const row = await tx.db
      .selectFrom("breakers")
      .select("incident_id")
      .where("id", "=", storm.id)
      .where("lifted_at", "is", null)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined || row.incident_id !== null) return false;
    const summary = `${groundName(object)}: ${storm.reason}`;
    const incident = await tx.open(
      { cluster, subject: object, workload: null, summary, source: "diagnosis" },
      {
        text: `the storm breaker opened: ${storm.reason}`,
        input: { breaker: storm.id, subjects: subjects.length, signs },
        output: { object },
      },
    );
    // Nobody knows yet what is wrong with that very object: it is asked again with the next look.
    if (incident === undefined) return false;
    await tx.db
      .updateTable("breakers")
      .set({ incident_id: incident.id })
      .where("id", "=", storm.id)
      .execute();
    return true;
  });
  if (isOpened) deps.logger.warn({ reason: storm.reason, signs }, "a storm: one incident answers for all");
}
