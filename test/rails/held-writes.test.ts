import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Breaker } from "../../src/domain/breaker.ts";
import { type Road, SETTINGS, startRoad } from "../remediation/support/road.ts";
import { writesOf } from "./situations.ts";

/** What holds changes back for a while, each alone. One after the other: a breaker holds all changes of the cluster. */
const blast = { ...SETTINGS.blast };

let road: Road;
beforeAll(async () => {
  road = await startRoad({ rate: 60, settings: { verifySoakSeconds: 10, blast } });
  road.cluster.behave({ match: { workload: "web" }, behaviour: { kind: "needs-memory", mebibytes: 150 } });
});
afterAll(() => road.stop());

async function withBreaker(breaker: Breaker, scope: string): Promise<() => Promise<unknown>> {
  const at = road.clock.now();
  const id = randomUUID();
  const times = { opened_at: at, seen_at: at };
  await road.db
    .insertInto("breakers")
    .values({ id, cluster: "simulated", breaker, scope, reason: "a story", incident_id: null, ...times })
    .execute();
  return () =>
    road.db.updateTable("breakers").set({ lifted_at: road.clock.now() }).where("id", "=", id).execute();
}

async function withBlast(change: Partial<typeof blast>): Promise<() => Promise<unknown>> {
  Object.assign(blast, change);
  return async () => Object.assign(blast, SETTINGS.blast);
}

/** Enough for a write: the last story needs fewer until its own. What is held is asked again without end. */
const LOOKS = 3;

const SITUATIONS = [
  ["while a breaker is open", "stormy", () => withBreaker("storm", "")],
  [
    "in a field that goes back and forth",
    "tugged",
    () => withBreaker("oscillation", "apps/Deployment/tugged/web/memory"),
  ],
  ["past the changes of an hour", "hasty", () => withBlast({ mostInHour: 0 })],
  ["past the changes of a namespace", "crowded", () => withBlast({ mostInNamespace: 0 })],
] as const;

describe("nothing is written", () => {
  test.each(SITUATIONS)("%s", async (what, namespace, hold) => {
    const lift = await hold();
    const written = await writesOf(road, { what, namespace, looks: LOOKS });
    await lift();
    expect(written).toBe("");
  });

  test("but once nothing holds it back it is", async () => {
    expect(await writesOf(road, { what: "", namespace: "calm" })).toBe("patch deployments.apps calm/web");
  });
});
