import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AttemptResult } from "../../src/domain/attempt.ts";
import type { Breaker } from "../../src/domain/breaker.ts";
import { objectKey } from "../../src/domain/object-ref.ts";
import { insertAttempt } from "../../src/remediation/ledger/attempt-rows.ts";
import { DOMAIN_PREFIX } from "../../src/remediation/rails/one-change-at-a-time.ts";
import { changeOf } from "../remediation/breakers/breaker-room.ts";
import { type Road, refTo, SETTINGS, startRoad } from "../remediation/support/road.ts";
import { webIn, writesOf } from "./situations.ts";

/** What holds changes back for a while, each alone. One after the other: a breaker holds all changes of the cluster. */
const blast = { ...SETTINGS.blast };

let road: Road;
let pressure: string | undefined;
beforeAll(async () => {
  road = await startRoad({
    rate: 60,
    settings: { verifySoakSeconds: 10, blast },
    apiPressure: { reason: () => pressure },
  });
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

/** Changes of other workloads of a namespace, each with an incident of its own; gone again at the end. */
async function withChanges(namespace: string, results: readonly (AttemptResult | null)[]) {
  const at = road.clock.now();
  const ids: string[] = [];
  for (const [index, result] of results.entries()) {
    const name = `other-${index}`;
    const subject = { ...refTo(webIn(namespace, {})), name, uid: `uid-${name}` };
    const incident = await road.open(subject);
    const made = changeOf(incident.id, name, { namespace });
    const ended = result === null ? null : at;
    const verification = { ...made.verification, rolledOutAt: null };
    const change = {
      ...made,
      id: randomUUID(),
      startedAt: at,
      appliedAt: at,
      endedAt: ended,
      result,
      verification,
    };
    await road.db.transaction().execute((tx) => insertAttempt(tx, change, objectKey(subject)));
    ids.push(incident.id);
  }
  const remove = () => road.db.deleteFrom("attempts").where("incident_id", "in", ids).execute();
  return { ids, remove };
}

/** What opened a breaker by itself is over, and it is lifted. */
async function liftAll() {
  const lifted_at = road.clock.now();
  await road.db.updateTable("breakers").set({ lifted_at }).where("lifted_at", "is", null).execute();
}

async function withFailures(): Promise<() => Promise<unknown>> {
  const { remove } = await withChanges(
    "failing",
    Array.from({ length: 6 }, () => "rolled-back"),
  );
  return () => remove().then(liftAll);
}

async function withPressure(): Promise<() => Promise<unknown>> {
  pressure = "the API server refused 9 of 10 requests within a minute for its load";
  return () => {
    pressure = undefined;
    return liftAll();
  };
}

async function withShare(): Promise<() => Promise<unknown>> {
  const { remove } = await withChanges("shared", [null]);
  const back = await withBlast({ sharePercent: 1 });
  return () => remove().then(back);
}

/** Another change is under way behind the Service that sends to this workload, too. */
async function withDomain(): Promise<() => Promise<unknown>> {
  const metadata = { name: "front", namespace: "behind" };
  const spec = { selector: { app: "web" }, ports: [{ port: 80 }] };
  await road.cluster.apply([{ apiVersion: "v1", kind: "Service", metadata, spec }]);
  const { ids, remove } = await withChanges("elsewhere", [null]);
  const turn = { incident_id: ids[0] ?? "", taken_at: road.clock.now() };
  const target_key = `${DOMAIN_PREFIX}/Service/behind/front`;
  await road.db
    .insertInto("turns")
    .values({ target_key, ...turn })
    .execute();
  return async () => {
    await remove();
    await road.db.deleteFrom("turns").where("target_key", "=", target_key).execute();
  };
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
  ["past the share of a namespace's workloads", "shared", withShare],
  ["behind a Service of which another workload changes", "behind", withDomain],
  ["while too many of our own changes fail", "failing", withFailures],
  ["while the API server is pressed", "pressed", withPressure],
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
