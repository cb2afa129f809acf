import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createEffects } from "../../../src/core/effects.ts";
import { silentLogger } from "../../../src/core/logger.ts";
import type { Hold } from "../../../src/domain/breaker.ts";
import { objectKey } from "../../../src/domain/object-ref.ts";
import { openBreakers } from "../../../src/remediation/breakers/breaker-rows.ts";
import { holdChange } from "../../../src/remediation/breakers/hold-change.ts";
import { lift } from "../../../src/remediation/breakers/lift.ts";
import { insertAttempt } from "../../../src/remediation/ledger/attempt-rows.ts";
import type { RemediationDeps } from "../../../src/remediation/remediation-deps.ts";
import { incidentRoom, type Room, replicaOn } from "../../incidents/incident-setup.ts";
import { SETTINGS } from "../support/road.ts";
import { CLUSTER, changeOf, keep, openAs } from "./breaker-room.ts";

let room: Room;
beforeEach(async () => {
  room = await incidentRoom();
});
afterEach(() => room.database.drop());

type Change = { settings?: Partial<RemediationDeps["settings"]["blast"]>; most?: number; pressure?: string };

const depsOf = (replica: Pick<Room, "store" | "metrics">, change: Change = {}) =>
  ({
    ...replica,
    db: room.db,
    clock: room.clock,
    ids: { next: () => crypto.randomUUID() },
    effects: createEffects(),
    logger: silentLogger,
    apiPressure: { reason: () => change.pressure },
    settings: {
      ...SETTINGS,
      maxChangesInFlight: change.most ?? SETTINGS.maxChangesInFlight,
      blast: { ...SETTINGS.blast, ...change.settings },
    },
  }) as unknown as RemediationDeps;

interface Wanted {
  namespace?: string;
  workloads?: number | null;
  domainKeys?: string[];
  toBytes?: number;
}

/** Asks as `beginAttempt` does, and keeps the attempt where it may begin. */
async function begin(
  name: string,
  wanted: Wanted & Change & { by?: Pick<Room, "store" | "metrics">; id?: string } = {},
): Promise<Hold | "begun"> {
  const { namespace = "shop", workloads = null, domainKeys = [], by = room } = wanted;
  const id = wanted.id ?? (await openAs(room, name, { namespace }));
  const made = { ...changeOf(id, name, wanted), result: null, appliedAt: null, endedAt: null };
  const at = room.clock.now();
  const [target] = made.plan.actions.map((action) => objectKey(action.target));
  return by.store.withLock("attempt.begin", id, async (tx) => {
    const hold = await holdChange(depsOf(by, wanted), tx, {
      incident: tx.incident,
      plan: made.plan,
      namespace,
      targetKeys: [target ?? ""],
      domainKeys,
      workloads,
    });
    if (hold !== undefined) return hold;
    await insertAttempt(tx.db, { ...made, id: crypto.randomUUID(), startedAt: at }, target ?? "");
    return "begun";
  });
}

const ended = (name: string, result: "verified" | "rolled-back", minutesAgo = 10) => {
  const at = new Date(room.clock.now().getTime() - minutesAgo * 60_000);
  return openAs(room, name, { status: "closed" }).then((id) =>
    keep(room, changeOf(id, name, { result, startedAt: at, appliedAt: at, endedAt: at })),
  );
};

describe("how much changes at the same time", () => {
  test("no more than so many in the cluster, whoever asks first of two replicas", async () => {
    const peer = replicaOn(room.database, room.clock);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        begin(`web-${index}`, { most: 2, namespace: `team-${index}`, by: index % 2 === 0 ? room : peer }),
      ),
    );
    expect(answers.filter((answer) => answer === "begun")).toHaveLength(2);
    expect(answers.find((answer) => answer !== "begun")).toMatchObject({ rule: "cluster" });
  });

  test("no more than so many in one namespace, and others go on", async () => {
    const settings = { mostInNamespace: 2 };
    const answers: (Hold | "begun")[] = [];
    for (const name of ["a", "b", "c"]) answers.push(await begin(name, { settings }));
    answers.push(await begin("d", { settings, namespace: "other" }));
    expect(answers.map((answer) => (answer === "begun" ? answer : answer.rule))).toEqual([
      "begun",
      "begun",
      "namespace",
      "begun",
    ]);
  });

  test.each([
    [3, ["begun", "share", "share"]],
    [8, ["begun", "begun", "share"]],
    [null, ["begun", "begun", "begun"]],
  ])("of %s workloads of a namespace no more than a quarter, and one always", async (workloads, wanted) => {
    const answers: (Hold | "begun")[] = [];
    for (const name of ["a", "b", "c"]) answers.push(await begin(name, { workloads }));
    expect(answers.map((answer) => (answer === "begun" ? answer : answer.rule))).toEqual(wanted);
  });

  test("no more than so many within an hour, and more once that is over", async () => {
    const settings = { mostInHour: 2 };
    await ended("old", "verified", 50);
    await ended("older", "verified", 20);
    const id = await openAs(room, "web");
    expect(await begin("web", { id, settings })).toMatchObject({ rule: "hour" });
    room.clock.advance(11 * 60);
    expect(await begin("web", { id, settings })).toBe("begun");
  });

  test("one at a time behind one Service", async () => {
    const domainKeys = ["domain:/Service/shop/front"];
    expect(await begin("blue", { domainKeys })).toBe("begun");
    expect(await begin("green", { domainKeys })).toMatchObject({
      rule: "failure-domain",
      reason: expect.stringContaining("behind Service shop/front"),
    });
    expect(await begin("other", { domainKeys: ["domain:/Service/shop/back"] })).toBe("begun");
  });
});

describe("a breaker", () => {
  const open = async () => (await openBreakers(room.db, CLUSTER)).map(({ breaker }) => breaker);

  test("opens where many fall ill together, and no change begins any more", async () => {
    const settings = { stormWorkloads: 4 };
    for (const name of ["a", "b"]) await openAs(room, name, { status: "investigating" });
    expect(await begin("first", { settings })).toBe("begun");
    await openAs(room, "c", { status: "investigating" });
    expect(await begin("second", { settings })).toMatchObject({ rule: "storm" });
    expect(await open()).toEqual(["storm"]);
  });

  test("does not open for what is ill through another object, nor for what fell ill long ago", async () => {
    const settings = { stormWorkloads: 3 };
    const root = await openAs(room, "root", { status: "investigating" });
    for (const name of ["a", "b", "c"]) await openAs(room, name, { status: "investigating" });
    await room.db.updateTable("incidents").set({ caused_by: root }).where("id", "!=", root).execute();
    room.clock.advance(301);
    expect(await begin("web", { settings })).toBe("begun");
  });

  test.each([
    ["three of five did not hold", 3, 2, "failure-rate"],
    ["two of five did not hold", 2, 3, "begun"],
    ["all of four did not hold: too few to say", 4, 0, "begun"],
  ])("opens by the rate of failures: %s", async (_what, failed, held, wanted) => {
    for (let index = 0; index < failed; index += 1) await ended(`f-${index}`, "rolled-back");
    for (let index = 0; index < held; index += 1) await ended(`h-${index}`, "verified");
    const answer = await begin("web");
    expect(typeof answer === "string" ? answer : answer.rule).toBe(wanted);
  });

  test("that a person lifted is not opened again by what it had counted, and both are in the audit", async () => {
    for (let index = 0; index < 5; index += 1) await ended(`f-${index}`, "rolled-back");
    const id = await openAs(room, "web");
    expect(await begin("web", { id })).toMatchObject({ rule: "failure-rate" });
    const [breaker] = await openBreakers(room.db, CLUSTER);
    room.clock.advance(1);
    const { db, clock } = room;
    const deps = { db, clock, store: room.store, logger: silentLogger };
    const lifting = { id: breaker?.id ?? "", by: "ada" };
    expect([await lift(deps, lifting), await lift(deps, lifting)]).toEqual(["lifted", "was-lifted"]);
    expect(await begin("web", { id })).toBe("begun");
    const rows = await db
      .selectFrom("audit")
      .select(["kind", "text"])
      .where("incident_id", "=", id)
      .execute();
    expect(rows.map(({ kind }) => kind)).toEqual(["opened", "breaker-opened", "breaker-lifted"]);
    expect(rows.at(-1)?.text).toContain("ada");
  });

  test("opens where a field would be set to the same value a third time, for that object alone", async () => {
    const earlier = { startedAt: room.clock.now(), appliedAt: room.clock.now(), endedAt: room.clock.now() };
    const id = await openAs(room, "web");
    await keep(room, changeOf(id, "web", { ...earlier, toBytes: 300, result: "superseded" }));
    expect(await begin("web", { id, toBytes: 300 })).toBe("begun");
    await room.db
      .updateTable("attempts")
      .set({ result: "superseded", ...{ applied_at: earlier.appliedAt } })
      .execute();
    await room.db.deleteFrom("turns").execute();
    expect(await begin("web", { id, toBytes: 300 })).toMatchObject({ rule: "oscillation" });
    expect(await begin("web", { id, toBytes: 400 })).toMatchObject({ rule: "oscillation" });
    expect(await begin("other", { toBytes: 300 })).toBe("begun");
  });

  test("opens where the API server is overloaded", async () => {
    expect(await begin("web", { pressure: "the API server refused 5 of 20" })).toMatchObject({
      rule: "api-server",
      reason: expect.stringContaining("refused 5 of 20"),
    });
    expect(await open()).toEqual(["api-server"]);
  });
});
