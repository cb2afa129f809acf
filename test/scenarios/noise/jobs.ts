import { behaves } from "../objects/behaves.ts";
import { cronJob, job } from "../objects/other-objects.ts";
import { container } from "../objects/workload.ts";
import type { Activity } from "./activity.ts";

const cronJobs: Activity = {
  name: "CronJobs every few minutes",
  async run({ vary, cluster, every }) {
    const names = [vary.name("report"), vary.name("sync")];
    for (const name of names)
      cluster.behave(behaves(vary, name, { kind: "completes", afterMs: 25_000, log: ["done"] }));
    await cluster.apply(
      names.map((name, at) =>
        cronJob(
          vary,
          name,
          { containers: [container(vary, name)] },
          { schedule: at === 0 ? "*/5 * * * *" : "*/3 * * * *" },
        ),
      ),
    );
    await every([3600, 3600], async () => {});
  },
};

/** Some fail once and are tried again by their controller, with success. */
const finishedJobs: Activity = {
  name: "Jobs that finish",
  async run({ vary, cluster, every, did }) {
    const name = vary.name("import");
    const of = (time: number) => `${name}-${time}`;
    await every([240, 420], async (time) => {
      cluster.behave(behaves(vary, of(time), { kind: "completes", afterMs: vary.integer(5, 120) * 1000 }));
      await cluster.apply([
        job(
          vary,
          of(time),
          { containers: [container(vary, name)] },
          { backoffLimit: 4, ttlSecondsAfterFinished: 900 },
        ),
      ]);
      did("Job");
    });
  },
};

export const JOBS: readonly Activity[] = [cronJobs, finishedJobs];
