import { afterAll, beforeAll, expect, test } from "vitest";
import type { EffectInstant } from "../../src/core/effects.ts";
import type { ObjectRef } from "../../src/domain/object-ref.ts";
import { approve, isOver, isPut } from "./support/repair-road.ts";
import { limitOf, type Road, startRoad } from "./support/road.ts";
import { killed, plainDeployment } from "./support/workloads.ts";

const INSTANTS = (
  ["plan.commit", "attempt.begin", "apply.dry-run", "apply.patch", "apply.record", "apply.event"] as const
).flatMap((name): EffectInstant[] => [`${name}:before`, `${name}:after`]);
const HELD = ["verify.commit:after", "close.commit:before", "close.commit:after"] as const;
const ALL = [...INSTANTS, ...HELD];
/** Of the undoing of a fix, one that an earlier story here has made where it is told. */
const UNDOING = [
  ...INSTANTS.filter((instant) => !instant.startsWith("apply.dry-run")),
  "close.commit:before",
  "close.commit:after",
] as const satisfies EffectInstant[];

class Crash extends Error {}
let road: Road;
let crashAt: EffectInstant | undefined;
const refs: ObjectRef[] = [];
const fixed: string[] = [];

beforeAll(async () => {
  road = await startRoad({
    rate: 60,
    settings: { verifySoakSeconds: 10 },
    at: (instant) => {
      if (instant !== crashAt) return;
      crashAt = undefined;
      throw new Crash(instant);
    },
  });
  for (const [index] of ALL.entries()) {
    const workload = `web${index}`;
    road.cluster.behave({
      match: { workload },
      behaviour: { kind: "needs-memory", mebibytes: 150, afterMs: 500 },
    });
    const deployment = plainDeployment(workload);
    deployment.metadata.namespace = `shop${index}`;
    await road.cluster.apply([deployment]);
  }
  for (const [index] of ALL.entries()) {
    const deployment = plainDeployment(`web${index}`);
    deployment.metadata.namespace = `shop${index}`;
    refs.push(await killed(road, deployment));
  }
});
afterAll(() => road.stop());

const patchesOf = ({ name }: ObjectRef) =>
  road.cluster
    .requests()
    .filter((one) => one.verb === "patch" && one.name === name && !one.dryRun && one.code === 200);

test.each(ALL.map((instant, index) => ({ instant, index })))(
  "a crash at $instant ends in the same place, with one patch",
  async ({ instant, index }) => {
    const ref = refs[index];
    if (ref === undefined) throw new Error("no workload");
    const { id } = await road.open(ref);
    crashAt = instant;
    const isClosed = ({ status }: { status: string }) => status === "closed" || status === "needs-person";
    let closed = await road.drive(id, isClosed).catch((error: unknown) => {
      if (error instanceof Crash) return undefined;
      throw error;
    });
    const didCrash = crashAt === undefined;
    closed ??= await road.drive(id, isClosed);

    expect(didCrash).toBe(true);
    expect(closed).toMatchObject({ status: "closed", outcome: "fixed" });
    fixed[index] = id;
    expect((await road.attempts(id)).map(({ result }) => result)).toEqual(["verified"]);
    expect(patchesOf(ref)).toHaveLength(1);
    const fields = await road.db
      .selectFrom("ledger_fields")
      .select("changes")
      .where("target_key", "like", `%/${ref.name}`)
      .execute();
    expect(fields.every(({ changes }) => changes === 1)).toBe(true);
  },
);

async function fix(ref: ObjectRef): Promise<string> {
  const { id } = await road.open(ref);
  expect(await road.drive(id, isOver)).toMatchObject({ outcome: "fixed" });
  return id;
}

/** Asks for it where nobody has, says yes where somebody is asked, and waits for its end. */
async function undo(incidentId: string) {
  if ((await road.read(incidentId)).outcome === "fixed")
    await road.remediation.undo({ incidentId, by: "ada", door: "api", reason: "too dear" }, road.signal);
  const put = await road.drive(incidentId, isPut);
  if (put.status === "awaiting-approval") await approve(road, put);
  return road.drive(incidentId, ({ outcome }) => outcome === "declined");
}

test.each(UNDOING.map((instant, index) => ({ instant, index })))(
  "a crash at $instant of an undoing ends in the same place, with one patch back",
  async ({ instant, index }) => {
    const ref = refs[index];
    if (ref === undefined) throw new Error("no workload");
    const id = fixed[index] ?? (await fix(ref));
    crashAt = instant;
    const ended = await undo(id).catch((error: unknown) => {
      if (error instanceof Crash) return undefined;
      throw error;
    });
    const didCrash = crashAt === undefined;
    expect(ended ?? (await undo(id))).toMatchObject({ status: "closed", outcome: "declined" });
    expect(didCrash).toBe(true);
    expect((await road.attempts(id)).map(({ result, plan }) => [result, plan.undoes?.number])).toEqual([
      ["verified", undefined],
      ["verified", 1],
    ]);
    expect(patchesOf(ref)).toHaveLength(2);
    expect(limitOf(await road.object(ref))).toBe("100Mi");
  },
);
