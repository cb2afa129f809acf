import { sql } from "kysely";
import { z } from "zod";
import { describeRef } from "../../domain/object-ref.ts";
import type { Database } from "../incident-row.ts";

/** Whether the change that was only planned would have been right, as far as the cluster told later. */
export const OBSERVED_ENDS = [
  /** Somebody made the same change, and it helped. */
  "same-change-helped",
  /** Somebody made the same change, and it is ill still. */
  "same-change-did-not-help",
  "other-change",
  /** It went away by itself: the change was not needed. */
  "went-away",
  "goes-on",
  "object-gone",
  "not-judged-yet",
] as const;
export type ObservedEnd = (typeof OBSERVED_ENDS)[number];

export interface Observed {
  incidentId: string;
  observedAt: string;
  cause: string;
  action: string;
  object: string;
  /** What the plan would have done. */
  sentence: string;
  /** The policy's answer to it, without the cap of `observe`. */
  verdict: string;
  rule: string;
  /** Whether it went as far as the API server's dry run, which would have taken it. */
  isDryRun: boolean;
  end: ObservedEnd;
  /** The judgement in words; "" before there is one. */
  text: string;
  judgedAt: string | null;
}

const judgedSchema = z.object({ judgement: z.string(), isWell: z.boolean(), text: z.string() });

/** As literals, by which the index of decisions is found. */
const SEEN_KINDS = ["observed", "dry-run"].map((kind) => sql.lit<string>(kind));

/** Incidents that were only observed since `since`, newest first, each with its newest judgement. It teaches experience nothing. */
export async function readObserved(db: Database, since: Date): Promise<Observed[]> {
  const rows = await db
    .selectFrom("incidents")
    .innerJoin("audit as seen", (join) =>
      join.onRef("seen.incident_id", "=", "incidents.id").on("seen.kind", "in", SEEN_KINDS),
    )
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom("audit")
          .select(["audit.output", "audit.at"])
          .whereRef("audit.incident_id", "=", "incidents.id")
          .whereRef("audit.sequence", ">", "seen.sequence")
          .where("audit.kind", "=", "observed-judged")
          .orderBy("audit.sequence", "desc")
          .limit(1)
          .as("judged"),
      (join) => join.onTrue(),
    )
    .select(["incidents.id", "incidents.cause", "incidents.plan", "seen.at as seen_at", "seen.kind"])
    .select(["judged.output", "judged.at as judged_at"])
    .where("incidents.outcome", "=", "observed")
    .where("seen.at", ">=", since)
    .distinctOn("incidents.id")
    .orderBy("incidents.id")
    .orderBy("seen.sequence", "desc")
    .execute();
  return rows
    .flatMap((row): Observed[] => {
      const action = row.plan?.actions[0];
      if (row.plan === null || action === undefined) return [];
      const judged = judgedSchema.safeParse(row.output).data;
      return [
        {
          incidentId: row.id,
          observedAt: row.seen_at.toISOString(),
          cause: row.cause ?? "unknown",
          action: action.type,
          object: describeRef(action.target),
          sentence: row.plan.sentence,
          verdict: row.plan.verdict,
          rule: row.plan.rule,
          isDryRun: row.kind === "dry-run",
          end: endOf(judged),
          text: judged?.text ?? "",
          judgedAt: row.judged_at?.toISOString() ?? null,
        },
      ];
    })
    .toSorted((a, b) => b.observedAt.localeCompare(a.observedAt));
}

function endOf(judged: z.infer<typeof judgedSchema> | undefined): ObservedEnd {
  if (judged === undefined) return "not-judged-yet";
  if (judged.judgement === "same-change")
    return judged.isWell ? "same-change-helped" : "same-change-did-not-help";
  return OBSERVED_ENDS.find((end) => end === judged.judgement) ?? "not-judged-yet";
}

export interface ObservedSum {
  cause: string;
  action: string;
  observed: number;
  ends: Record<ObservedEnd, number>;
}

/** By cause and action, how those ended. Pure. */
export function sumObserved(all: readonly Observed[]): ObservedSum[] {
  const groups = Map.groupBy(all, ({ cause, action }) => `${cause} ${action}`);
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const countOf = (end: ObservedEnd) => group.filter((one) => one.end === end).length;
      const ends = Object.fromEntries(OBSERVED_ENDS.map((end) => [end, countOf(end)]));
      const { cause, action } = first;
      return [{ cause, action, observed: group.length, ends: ends as Record<ObservedEnd, number> }];
    })
    .toSorted((a, b) => b.observed - a.observed || a.cause.localeCompare(b.cause));
}
