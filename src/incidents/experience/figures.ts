import type { Cause } from "../../domain/cause.ts";
import { lowerBound, standingOf } from "../../domain/experience.ts";
import type { Database } from "../incident-row.ts";

/** How a kind of repair did for a cause, everywhere: what an operator weighs before a rule promotes it. */
export interface Figure {
  cause: string;
  action: string;
  held: number;
  tried: number;
  /** Workloads that it was tried on: what held on one alone says little of others. */
  workloads: number;
  /** It holds at least so often, from 0 to 1; see lowerBound. */
  atLeast: number;
  lastAt: Date;
}

/** Newest lessons that are looked at. */
const MOST_LESSONS = 50_000;

/** By cause and action, the surest first. */
export async function readFigures(db: Database, asked: { cause?: Cause; at: Date }): Promise<Figure[]> {
  let query = db
    .selectFrom("lessons")
    .select(["cause", "action", "workload", "cluster", "result", "proof", "at"])
    .orderBy("at", "desc")
    .limit(MOST_LESSONS);
  if (asked.cause !== undefined) query = query.where("cause", "=", asked.cause);
  const rows = await query.execute();
  const groups = Map.groupBy(rows, ({ cause, action }) => `${cause} ${action}`);
  const figures = [...groups.values()].flatMap(([first, ...more]): Figure[] => {
    if (first === undefined) return [];
    const lessons = [first, ...more];
    const { cluster } = standingOf(
      lessons.map(({ result, proof, at }) => ({ result, proof, at, place: "cluster" })),
      asked.at,
    );
    return [
      {
        cause: first.cause,
        action: first.action,
        held: cluster.held,
        tried: cluster.tried,
        workloads: new Set(lessons.map((one) => `${one.cluster} ${one.workload}`)).size,
        atLeast: lowerBound(cluster),
        lastAt: first.at,
      },
    ];
  });
  return figures.toSorted((a, b) => b.atLeast - a.atLeast || a.cause.localeCompare(b.cause));
}
