import { type Kysely, sql, type Transaction } from "kysely";
import type { Tables } from "../../database/tables.ts";
import type { BlastSettings } from "./blast-settings.ts";
import { lastLifted } from "./breaker-rows.ts";

type Db = Kysely<Tables> | Transaction<Tables>;
type StormSettings = Pick<BlastSettings, "stormWorkloads" | "stormWindowSeconds">;

/** Below this share of what makes a storm, enough have recovered: what opens at 25 is lifted under 13. */
const RECOVERED_SHARE = 0.5;

/** Statuses in which an incident is still ill, or not known to be well. */
const ILL = ["investigating", "awaiting-approval", "applying", "needs-person"] as const;

/** Why so much fails together that one cause must be behind it; undefined where it does not. */
export async function stormNow(
  db: Db,
  of: { cluster: string; now: Date; blast: StormSettings },
): Promise<string | undefined> {
  const { cluster, now, blast } = of;
  const lifted = await lastLifted(db, { cluster, breaker: "storm" });
  const windowMs = blast.stormWindowSeconds * 1000;
  // Whoever lifted it knows of those that were ill then.
  const since = new Date(Math.max(now.getTime() - windowMs, lifted.getTime()));
  const count = await illSince(db, { cluster, since });
  return count >= blast.stormWorkloads
    ? `${count} workloads fell ill within ${blast.stormWindowSeconds} s, and from ${blast.stormWorkloads} on one cause is taken to be behind them`
    : undefined;
}

/** How many objects fell ill since; those that are known to be ill through another object are that one's symptoms. */
export async function illSince(
  db: Db,
  { cluster, since, root }: { cluster: string; since: Date; root?: string | null },
): Promise<number> {
  const row = await db
    .selectFrom("incidents")
    .select(sql<number>`count(distinct (subject_kind, subject_namespace, subject_name))`.as("count"))
    .where("cluster", "=", cluster)
    .where("opened_at", ">", since)
    .where("status", "in", ILL)
    .where((eb) =>
      eb.or([eb("caused_by", "is", null), ...(root == null ? [] : [eb("caused_by", "=", root)])]),
    )
    // The root of a storm is none of those that are ill.
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("breakers")
            .select("breakers.id")
            .whereRef("breakers.incident_id", "=", "incidents.id")
            .where("breaker", "=", "storm"),
        ),
      ),
    )
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

/** Pure: whether what is left of a storm is no storm any more. */
export function isOver(stillIll: number, { stormWorkloads }: Pick<BlastSettings, "stormWorkloads">): boolean {
  return stillIll < stormWorkloads * RECOVERED_SHARE;
}
