import { afterEach, expect, test } from "vitest";
import type { EffectInstant } from "../../src/core/effects.ts";
import type { ObjectRef } from "../../src/domain/object-ref.ts";
import { isOver, writesTo } from "./support/repair-road.ts";
import { limitOf, type Road, startRoad } from "./support/road.ts";
import { killed, plainDeployment } from "./support/workloads.ts";

let road: Road;
afterEach(() => road.stop());

const AUTONOMY = "kube-autofix.io/autonomy";
const PAUSE = "kube-autofix.io/pause-until";

async function start(at?: (instant: EffectInstant) => Promise<void>) {
  road = await startRoad({ rate: 60, settings: { verifySoakSeconds: 10 }, ...(at && { at }) });
  road.cluster.behave({ match: { workload: "web" }, behaviour: { kind: "needs-memory", mebibytes: 150 } });
}

const marked = (annotations: Record<string, string>) => {
  const object = plainDeployment("web");
  return { ...object, metadata: { ...object.metadata, annotations } };
};

async function mark(ref: ObjectRef, annotations: Record<string, string | null>) {
  const { metadata } = await road.object(ref);
  const all = { ...metadata.annotations, ...annotations };
  const kept = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null);
  await road.cluster.apply([marked(Object.fromEntries(kept))]);
}

test.each<[string, Record<string, string>, object]>([
  ["a value that nobody understands", { [AUTONOMY]: "nope" }, { outcome: "observed" }],
  ["a pause that is no time", { [PAUSE]: "friday" }, { status: "needs-person" }],
])("%s after its attempt was begun, and before it was written, is not changed", async (_what, marks, end) => {
  let ref: ObjectRef | undefined;
  await start(async (instant) => {
    if (instant === "attempt.begin:after" && ref !== undefined) await mark(ref, marks);
  });
  ref = await killed(road, plainDeployment("web"));
  const { id } = await road.open(ref);
  expect(await road.drive(id, isOver)).toMatchObject(end);
  expect((await road.attempts(id)).map(({ result }) => result)).toEqual(["superseded"]);
  expect(writesTo(road, "web")).toEqual([]);
  expect(limitOf(await road.object(ref))).toBe("100Mi");
});

test("what is marked with a pause waits for its end, or for whoever takes it away", async () => {
  await start();
  const object = marked({ [PAUSE]: "2100-01-01T00:00:00Z" });
  const ref = await killed(road, object as ReturnType<typeof plainDeployment>);
  const { id } = await road.open(ref);
  const isWaiting = async () => {
    const rows = await road.db.selectFrom("audit").select("text").where("incident_id", "=", id).execute();
    return rows.some(({ text }) => text.includes("pauses it until 2100-01-01"));
  };
  await road.until(async () => {
    await road.step(id);
    return isWaiting();
  });
  expect(await road.read(id)).toMatchObject({ status: "investigating", plan: null });
  await mark(ref, { [PAUSE]: null });
  expect(await road.drive(id, isOver)).toMatchObject({ outcome: "fixed" });
});
