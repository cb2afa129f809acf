import { measureStop, type StopTimes } from "./measure-stop.ts";
import { deploymentOf, namesOf, raiseStormStage, type StormOptions, type StormStage } from "./storm-stage.ts";

/** What a storm cost, and what the service did in it. */
export interface StormRecord {
  workloads: number;
  /** Changes of workloads, dry runs left out: before the breaker opened, and while it was open. */
  writesBefore: number;
  writesDuring: number;
  /** Incidents that people were told of: the root, and those that were known before the storm was seen. */
  roots: number;
  toldOfOthers: number;
  requests: number;
  /** Requests a second of the cluster's time while the breaker was open. */
  requestsPerSecond: number;
  liftedBy: string | null;
  /** Wall time until the breaker opened, and from the recovery until it was lifted. */
  secondsToOpen: number;
  secondsToLift: number;
  /** Null where it was not measured. */
  stop: StopTimes | null;
}

interface Play extends StormOptions {
  /** So many of the workloads break before the others, which wait until so many changes are in flight. */
  before?: { workloads: number; changes: number };
  measuresStop?: boolean;
}

/** So many workloads break at once: memory that all of them need and none has. Then the cause goes away. */
export async function playStorm(options: Play): Promise<StormRecord> {
  const { workloads, before = { workloads: 0, changes: 0 }, say = () => {} } = options;
  const stage = await raiseStormStage(options);
  const { cluster, until } = stage;
  try {
    const service = await stage.serve({ WATCH: "on" });
    say("the service runs");
    const names = namesOf(workloads);
    const behave = (behaviour: Parameters<typeof cluster.behave>[0]["behaviour"]) => {
      for (const workload of names) cluster.behave({ match: { workload }, behaviour });
    };
    behave({ kind: "needs-memory", mebibytes: 150 });
    await cluster.apply(names.slice(0, before.workloads).map(deploymentOf));
    await until(async () => (changesOf(stage).length < before.changes ? undefined : true));
    say(`${before.changes} changes are in flight`);
    const began = performance.now();
    await cluster.apply(names.slice(before.workloads).map(deploymentOf));
    const opened = await until(() => breakerOf(stage));
    await until(async () => ((await breakerOf(stage))?.incident_id == null ? undefined : true));
    const secondsToOpen = (performance.now() - began) / 1000;
    say(`the breaker is open after ${Math.round(secondsToOpen)} s`);
    await untilAllHeardOf(stage, { workloads, say });
    stage.clock.setRate(options.rate);
    const recovering = performance.now();
    behave({ kind: "runs-well" });
    say("the cause is gone");
    const lifted = await until(async () => {
      const now = await breakerOf(stage);
      return now?.lifted_at == null ? undefined : now;
    });
    const secondsToLift = (performance.now() - recovering) / 1000;
    say(`the breaker is lifted by ${lifted.lifted_by} after ${Math.round(secondsToLift)} s`);
    await until(async () => {
      const root = await service.client.incident(lifted.incident_id ?? "");
      return root?.status === "closed" ? true : undefined;
    });
    const roots = [...stage.told.values()].filter((cause) => cause === "many-fail-together").length;
    const toldOfOthers = stage.told.size - roots;
    const between = { from: opened.opened_at, to: lifted.lifted_at ?? opened.opened_at };
    stage.clock.setRate(1);
    const stop = options.measuresStop === true ? await measureStop(stage, service) : null;
    return {
      ...{ workloads, roots, toldOfOthers, secondsToOpen, secondsToLift, stop },
      ...requestsIn(stage, between),
      liftedBy: lifted.lifted_by,
    };
  } finally {
    await stage.end();
  }
}

const breakerOf = ({ db }: StormStage) =>
  db.selectFrom("breakers").selectAll().where("breaker", "=", "storm").executeTakeFirst();

/** All of them are heard of, and what had begun is written. */
async function untilAllHeardOf(
  { db, until }: StormStage,
  { workloads, say }: { workloads: number; say: (line: string) => void },
): Promise<void> {
  let shown = 0;
  await until(async () => {
    const { count } = await db
      .selectFrom("incidents")
      .select((eb) => eb.fn.countAll<string>().as("count"))
      .executeTakeFirstOrThrow();
    const heard = Number(count);
    if (heard >= shown + workloads / 10) {
      shown = heard;
      say(`${heard} incidents`);
    }
    return heard > workloads ? true : undefined;
  });
}

const requestsOf = ({ cluster }: StormStage) =>
  cluster.requests().filter(({ userAgent }) => userAgent === "kube-autofix");

const changesOf = (stage: StormStage) =>
  requestsOf(stage).filter(
    ({ verb, resource, dryRun }) => verb === "patch" && resource === "deployments.apps" && !dryRun,
  );

function requestsIn(stage: StormStage, { from, to }: { from: Date; to: Date }) {
  const own = requestsOf(stage);
  const writes = changesOf(stage);
  const isWithin = ({ at }: { at: Date }) => at > from && at < to;
  const during = own.filter(isWithin);
  const openSeconds = (to.getTime() - from.getTime()) / 1000;
  return {
    writesBefore: writes.filter(({ at }) => at <= from).length,
    writesDuring: writes.filter(isWithin).length,
    requests: during.length,
    requestsPerSecond: Math.round((10 * during.length) / openSeconds) / 10,
  };
}
