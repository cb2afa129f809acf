import type { Kysely } from "kysely";
import type { Clock } from "../../core/clock.ts";
import type { Tables } from "../../database/tables.ts";
import type { MemorySeries, Sample } from "../facts.ts";
import { runsIn } from "./runs-in.ts";

/** As far back as Prometheus is asked. */
const WINDOW_MS = 60 * 60_000;
/** Nothing reads older ones. */
const KEPT_MS = 2 * WINDOW_MS;
const MOST_PODS = 10;
const MOST_ROWS = 5_000;

/** The samples of the metrics API that were kept over time. */
export interface MemoryHistory {
  /** What was measured once is kept once. */
  keep(namespace: string, samples: readonly Sample[]): Promise<void>;
  /** One series a run of a container; of the first ten pods alone. */
  seriesOf(scope: { namespace: string; pods: readonly { name: string }[] }): Promise<MemorySeries[]>;
  forgetOld(): Promise<void>;
}

export function createMemoryHistory({ db, clock }: { db: Kysely<Tables>; clock: Clock }): MemoryHistory {
  const ago = (ms: number) => new Date(clock.now().getTime() - ms);
  return {
    async keep(namespace, samples) {
      const rows = samples.flatMap(({ pod, container, bytes, at }) => {
        const measured = new Date(at);
        return Number.isNaN(measured.getTime())
          ? []
          : [{ namespace, pod, container, at: measured, bytes, taken_at: clock.now() }];
      });
      if (rows.length === 0) return;
      await db
        .insertInto("memory_samples")
        .values(rows)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    async seriesOf({ namespace, pods }) {
      const names = pods.slice(0, MOST_PODS).map(({ name }) => name);
      if (names.length === 0) return [];
      const rows = await db
        .selectFrom("memory_samples")
        .select(["pod", "container", "at", "bytes"])
        .where("namespace", "=", namespace)
        .where("pod", "in", names)
        .where("taken_at", ">", ago(WINDOW_MS))
        .orderBy("at", "desc")
        .limit(MOST_ROWS)
        .execute();
      const byContainer = Map.groupBy(rows.reverse(), ({ pod, container }) => `${pod}/${container}`);
      return [...byContainer.values()].flatMap((own) => {
        const [{ pod = "", container = "" } = {}] = own;
        const points = own.map(({ at, bytes }): [number, number] => [at.getTime() / 1000, Number(bytes)]);
        return runsIn(points).map((run, index) => ({
          id: `${pod}/${index}`,
          pod,
          container,
          from: "metrics-api" as const,
          points: run,
        }));
      });
    },
    async forgetOld() {
      await db.deleteFrom("memory_samples").where("taken_at", "<", ago(KEPT_MS)).execute();
    },
  };
}
