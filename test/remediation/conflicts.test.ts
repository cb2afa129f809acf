import { afterEach, describe, expect, it, test } from "vitest";
import type { Attempt } from "../../src/domain/attempt.ts";
import { calmAfter } from "../../src/remediation/planning/attempt-history.ts";
import { limitOf, type Road, type RoadOptions, startRoad } from "./support/road.ts";
import { killed, plainDeployment } from "./support/workloads.ts";

describe("a patch that is answered with 409", () => {
  let road: Road;
  afterEach(() => road.stop());

  async function applying(at: RoadOptions["at"] = () => {}) {
    road = await startRoad({ rate: 60, settings: { verifySoakSeconds: 10 }, at });
    road.cluster.behave({
      match: { workload: "web" },
      behaviour: { kind: "needs-memory", mebibytes: 150 },
    });
    const ref = await killed(road, plainDeployment("web"));
    const { id } = await road.open(ref);
    await road.drive(id, ({ status }) => status === "applying");
    return { id, ref };
  }
  const refuse = (times: number) =>
    road.cluster.faults.refuse(times, 409, ({ method }) => method === "PATCH");
  const results = async (id: string) => (await road.attempts(id)).map(({ result }) => result);

  it("is sent again by the same attempt where nobody changed the object", async () => {
    const { id, ref } = await applying();
    refuse(3);
    for (let count = 0; count < 3; count += 1)
      await expect(road.step(id)).rejects.toMatchObject({ reason: "conflict", retryable: true });
    await road.drive(id, ({ status }) => status === "closed");
    expect(await results(id)).toEqual(["verified"]);
    expect(limitOf(await road.object(ref))).toBe("200Mi");
  });

  it("is not sent for ever: after two minutes the attempt ends, and the next one waits", async () => {
    const { id } = await applying();
    refuse(2);
    await expect(road.step(id)).rejects.toMatchObject({ retryable: true });
    const earlier = new Date(road.clock.now().getTime() - 121_000);
    await road.db.updateTable("attempts").set({ started_at: earlier }).execute();
    await road.step(id);
    expect(await results(id)).toEqual(["superseded"]);
    // Far enough ahead that a slow machine still looks before the calm is over.
    const later = new Date(road.clock.now().getTime() + 60_000);
    await road.db.updateTable("attempts").set({ ended_at: later }).execute();
    await road.drive(id, ({ status }) => status === "closed");
    expect(await results(id)).toEqual(["superseded", "verified"]);
    const waits = await road.db
      .selectFrom("audit")
      .select("text")
      .where("incident_id", "=", id)
      .where("kind", "=", "waiting")
      .execute();
    expect(waits).toContainEqual({ text: "what would be changed was changed only just now" });
  });

  it("ends the attempt where somebody changed the object", async () => {
    const foreign = plainDeployment("web");
    const [container] = foreign.spec.template.spec.containers;
    if (container !== undefined) container.resources.limits.memory = "101Mi";
    let isChanged = false;
    const { id, ref } = await applying(async (instant) => {
      if (instant !== "attempt.begin:after" || isChanged) return;
      isChanged = true;
      await road.cluster.apply([foreign]);
    });
    await road.drive(id, ({ status }) => status === "closed");
    const [first, second] = await road.attempts(id);
    expect([first?.result, second?.result]).toEqual(["superseded", "verified"]);
    expect(limitOf(await road.object(ref))).not.toBe("101Mi");
  });
});

describe("the calm after attempts that were superseded", () => {
  const ended = (result: Attempt["result"], second: number) =>
    ({ result, endedAt: new Date(second * 1000) }) as Attempt;

  test.each([
    ["none", [], undefined],
    ["one that held", [ended("verified", 5)], undefined],
    ["one", [ended("superseded", 5)], 15],
    ["two in a row", [ended("superseded", 5), ended("superseded", 20)], 80],
    ["three in a row", [ended("superseded", 5), ended("superseded", 20), ended("superseded", 90)], 150],
    ["one after another end", [ended("superseded", 5), ended("refused", 20), ended("superseded", 90)], 100],
  ])("%s", (_name, attempts, second) => {
    expect(calmAfter(attempts)?.getTime()).toBe(second === undefined ? undefined : second * 1000);
  });
});
