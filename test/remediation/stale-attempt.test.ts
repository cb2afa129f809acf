import { afterEach, expect, test } from "vitest";
import type { EffectInstant } from "../../src/core/effects.ts";
import { limitOf, type Road, startRoad } from "./support/road.ts";
import { killed, plainDeployment } from "./support/workloads.ts";

let road: Road;
afterEach(() => road.stop());

/** A crash once, where an attempt was begun or written, and the service away for an hour after it. */
async function awayAfter(instant: EffectInstant) {
  let hasCrashed = false;
  road = await startRoad({
    rate: 60,
    settings: { verifySoakSeconds: 10 },
    at: (at) => {
      if (at !== instant || hasCrashed) return;
      hasCrashed = true;
      throw new Error("crash");
    },
  });
  road.cluster.behave({ match: { workload: "web" }, behaviour: { kind: "needs-memory", mebibytes: 150 } });
  const ref = await killed(road, plainDeployment("web"));
  const { id } = await road.open(ref);
  const isClosed = ({ status }: { status: string }) => status === "closed";
  await expect(road.drive(id, isClosed)).rejects.toThrow("crash");
  const hourAgo = new Date(road.clock.now().getTime() - 3_600_000);
  await road.db.updateTable("attempts").set({ started_at: hourAgo }).execute();
  await road.drive(id, isClosed);
  expect(limitOf(await road.object(ref))).toBe("200Mi");
  return (await road.attempts(id)).map(({ result }) => result);
}

test("an attempt that was begun long ago and never written is judged and begun anew", async () => {
  expect(await awayAfter("attempt.begin:after")).toEqual(["superseded", "verified"]);
});

test("an attempt that was begun long ago and written is recognised and goes on", async () => {
  expect(await awayAfter("apply.patch:after")).toEqual(["verified"]);
});

test("an object that something else changes again and again goes to a person", async () => {
  road = await startRoad({ rate: 60, settings: { maxAttempts: 2 } });
  road.cluster.behave({ match: { workload: "web" }, behaviour: { kind: "needs-memory", mebibytes: 900 } });
  const ref = await killed(road, plainDeployment("web"));
  const { id } = await road.open(ref);
  for (const memory of ["101Mi", "102Mi"]) {
    await road.drive(id, ({ status }) => status === "verifying");
    const foreign = plainDeployment("web");
    const [container] = foreign.spec.template.spec.containers;
    if (container !== undefined) container.resources.limits.memory = memory;
    await road.cluster.apply([foreign]);
    await road.drive(id, ({ status }) => status === "investigating");
  }
  const ended = await road.drive(id, ({ status }) => status === "needs-person" || status === "applying");
  expect(ended.handover?.sentence).toContain("2 attempts in a row ended because something else changes");
});
