import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OperationError } from "../../src/core/errors.ts";
import {
  because,
  DEPLOYMENT,
  finding,
  incidentRoom,
  openOne,
  podSignal,
  type Room,
  replicaOn,
} from "./incident-setup.ts";

describe("correlation", () => {
  let room: Room;
  beforeEach(async () => {
    room = await incidentRoom();
  });
  afterEach(() => room.database.drop());

  const incidents = async () => (await room.queries.list({ limit: 50 })).incidents;
  const hear = async (...signals: Parameters<typeof podSignal>[0][]) => {
    await room.ingest.acceptSignals(signals.map((signal) => podSignal(signal)));
    return room.correlate();
  };

  it("opens one incident with its audit and its job, and tells nobody before it is known what it is", async () => {
    const id = await openOne(room);
    const view = await room.queries.view(id);
    expect(view).toMatchObject({
      id,
      cluster: "cluster-1",
      subject: DEPLOYMENT,
      status: "investigating",
      outcome: null,
      summary: "Deployment shop/web: container app was killed at its memory limit",
      signals: [{ source: "pod-status", symptom: "oom-killed" }],
      timeline: [{ sequence: 1, kind: "opened" }],
    });
    expect(await room.db.selectFrom("outbox").selectAll().execute()).toEqual([]);
    expect(room.sent).toEqual([`advance ${id}`]);
  });

  it("makes one incident of one kill that three sources tell of", async () => {
    await hear(
      { key: "a", source: "alertmanager" },
      { key: "b", source: "event", symptom: "crash-looping" },
      { key: "c", source: "pod-status" },
    );
    expect(await incidents()).toHaveLength(1);
  });

  it("makes one incident of 50 deliveries at once on two replicas", async () => {
    const peer = replicaOn(room.database, room.clock);
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const replica = index % 2 === 0 ? room : peer;
        await replica.ingest.acceptSignals([podSignal({ key: `k${index % 5}` })]);
        await replica.correlate();
      }),
    );
    expect(await incidents()).toHaveLength(1);
    const states = await room.db.selectFrom("signals").select("state").execute();
    expect(states).toEqual(Array.from({ length: 5 }, () => ({ state: "joined" })));
  });

  it("joins what the cause explains and opens another incident for what it does not", async () => {
    const id = await openOne(room);
    await room.store.withLock("finding.commit", id, (tx) =>
      tx.advance({ type: "diagnosed", finding: finding() }, because("diagnosed")),
    );
    room.clock.advance(1);
    await hear({ key: "k2", symptom: "crash-looping" }, { key: "k3", symptom: "image-not-pulled" });
    const all = await incidents();
    expect(all.map(({ cause }) => cause)).toEqual([null, "memory-limit-too-low"]);
    expect((await room.queries.view(id))?.signals.map(({ symptom }) => symptom)).toEqual([
      "oom-killed",
      "crash-looping",
    ]);
  });

  it("wakes a fixed incident that watches on, and opens a new one once it does not", async () => {
    const id = await openOne(room);
    const fixed = { status: "closed", outcome: "fixed", cause: "memory-limit-too-low" } as const;
    await room.db
      .updateTable("incidents")
      .set({ ...fixed, watch_until: new Date(room.clock.now().getTime() + 3_600_000), due_at: null })
      .execute();
    room.sent.length = 0;
    await hear({ key: "k2" });
    expect(room.sent).toEqual([`advance ${id}`]);
    expect(await incidents()).toHaveLength(1);
    room.clock.advance(3_601);
    await hear({ key: "k3" });
    expect(await incidents()).toHaveLength(2);
  });

  it("absorbs symptoms of a declined incident without a card until one soak without them", async () => {
    const id = await openOne(room);
    const declined = { status: "closed", outcome: "declined", cause: "memory-limit-too-low" } as const;
    const quietAt = new Date(room.clock.now().getTime() + 60_000);
    await room.db
      .updateTable("incidents")
      .set({ ...declined, watch_until: quietAt, due_at: quietAt })
      .execute();
    for (const key of ["k2", "k3", "k4"]) {
      room.clock.advance(50);
      await hear({ key });
    }
    expect(await incidents()).toHaveLength(1);
    expect(await room.db.selectFrom("outbox").selectAll().execute()).toEqual([]);
    expect((await room.store.read(id))?.watchUntil).toEqual(new Date(room.clock.now().getTime() + 60_000));
    room.clock.advance(61);
    await hear({ key: "k5" });
    expect(await incidents()).toHaveLength(2);
  });

  it("keeps a signal that maps to nothing with its reason, on its alert too", async () => {
    const lost = replicaOn(room.database, room.clock, {
      find: async () => ({ kind: "nothing", reason: "there is no pod shop/web-1" }),
    });
    await room.ingest.acceptAlerts({
      version: "4",
      receiver: "",
      groupKey: "",
      truncatedAlerts: 0,
      alerts: [
        {
          status: "firing",
          labels: { namespace: "shop", pod: "web-1" },
          annotations: {},
          startsAt: "2026-11-22T11:00:00Z",
          generatorURL: "",
          fingerprint: "f",
        },
      ],
    });
    expect(await lost.correlate()).toBe(1);
    expect(await incidents()).toEqual([]);
    expect(await room.queries.alerts({ limit: 5 })).toMatchObject([
      { incidentId: null, reason: "there is no pod shop/web-1" },
    ]);
  });

  it("opens nothing where autonomy is off", async () => {
    const off = replicaOn(room.database, room.clock, { autonomy: "off" });
    await room.ingest.acceptSignals([podSignal()]);
    await off.correlate();
    expect(await incidents()).toEqual([]);
    expect(await room.db.selectFrom("signals").select(["state", "reason"]).execute()).toEqual([
      { state: "refused", reason: "autonomy is off: label on the namespace" },
    ]);
  });

  it("leaves signals pending while the API server is away, and settles them when it is back", async () => {
    let isAway = true;
    const flaky = replicaOn(room.database, room.clock, {
      find: async () => {
        if (isAway)
          throw new OperationError("connection refused", { reason: "unavailable", retryable: true });
        return { kind: "found", subject: DEPLOYMENT, workload: DEPLOYMENT, note: "" };
      },
    });
    await room.ingest.acceptSignals([podSignal()]);
    for (let tries = 0; tries < 8; tries += 1) {
      expect(await flaky.correlate()).toBe(0);
      room.clock.advance(61);
    }
    isAway = false;
    expect(await flaky.correlate()).toBe(1);
    expect(await incidents()).toHaveLength(1);
  });

  it("gives up a look-up that is refused again and again, and says so", async () => {
    const forbidden = replicaOn(room.database, room.clock, {
      find: () =>
        Promise.reject(new OperationError("pods is forbidden", { reason: "forbidden", retryable: false })),
    });
    await room.ingest.acceptSignals([podSignal()]);
    for (let tries = 0; tries < 5; tries += 1) {
      await forbidden.correlate();
      room.clock.advance(61);
    }
    expect(await room.db.selectFrom("signals").select(["state", "reason"]).execute()).toEqual([
      { state: "refused", reason: "pods is forbidden" },
    ]);
  });

  it("says on the incident that the pod is gone", async () => {
    const gone = replicaOn(room.database, room.clock, {
      find: async () => ({ kind: "found", subject: DEPLOYMENT, workload: null, note: "the pod is gone" }),
    });
    await room.ingest.acceptSignals([podSignal()]);
    await gone.correlate();
    expect((await incidents())[0]?.summary).toContain("(the pod is gone)");
  });
});
