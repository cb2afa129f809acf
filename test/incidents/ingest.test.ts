import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AlertmanagerPayload, parseAlertmanagerPayload } from "../../src/alerts/alertmanager-payload.ts";
import { createEffects } from "../../src/core/effects.ts";
import { isReason } from "../../src/core/errors.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { createKysely, createPool } from "../../src/database/pool.ts";
import { countWakes } from "../support/wakes.ts";
import { incidentRoom, podSignal, type Room, replicaOn } from "./incident-setup.ts";

const START = "2026-11-22T11:59:00Z";
const alertOf = (
  fingerprint: string,
  status = "firing",
  labels: object = { namespace: "shop", pod: "web-1" },
) => ({
  status,
  labels: { alertname: "KubePodOOMKilled", ...labels },
  annotations: {},
  startsAt: START,
  endsAt: status === "firing" ? "0001-01-01T00:00:00Z" : "2026-11-22T11:59:30Z",
  fingerprint,
});
const payload = (...alerts: object[]): AlertmanagerPayload =>
  parseAlertmanagerPayload({ version: "4", alerts });

describe("ingest", () => {
  let room: Room;
  beforeEach(async () => {
    room = await incidentRoom();
  });
  afterEach(() => room.database.drop());

  const alerts = () =>
    room.db
      .selectFrom("alerts")
      .select(["fingerprint", "status", "deliveries", "reason", "ends_at"])
      .orderBy("fingerprint")
      .execute();
  const signals = () => room.db.selectFrom("signals").select(["key", "state"]).orderBy("key").execute();

  it("commits alerts, signals and one job together", async () => {
    const kept = await room.ingest.acceptAlerts(
      payload(alertOf("a"), alertOf("b"), alertOf("c", "firing", {})),
    );
    expect(kept).toEqual({ alerts: 3, signals: 2 });
    expect(await alerts()).toMatchObject([
      { fingerprint: "a", status: "firing", deliveries: 1, reason: null },
      { fingerprint: "b", reason: null },
      { fingerprint: "c", reason: expect.stringContaining("no label names") },
    ]);
    expect(await countWakes(room.db)).toBe(1);
  });

  it("counts a repeat and makes nothing of it", async () => {
    await room.ingest.acceptAlerts(payload(alertOf("a")));
    expect(await room.ingest.acceptAlerts(payload(alertOf("a")))).toEqual({ alerts: 1, signals: 0 });
    expect(await alerts()).toMatchObject([{ deliveries: 2 }]);
    expect(await signals()).toHaveLength(1);
    expect(await countWakes(room.db)).toBe(1);
  });

  it("keeps what is resolved resolved, in whatever order it comes", async () => {
    await room.ingest.acceptAlerts(payload(alertOf("early", "resolved")));
    await room.ingest.acceptAlerts(payload(alertOf("early"), alertOf("late")));
    await room.ingest.acceptAlerts(payload(alertOf("late", "resolved")));
    expect(await alerts()).toMatchObject([
      { fingerprint: "early", status: "resolved", reason: expect.stringContaining("resolved") },
      { fingerprint: "late", status: "resolved", reason: null, ends_at: new Date("2026-11-22T11:59:30Z") },
    ]);
    expect((await signals()).map(({ key }) => key)).toEqual(["alert:late:2026-11-22T11:59:00.000Z"]);
  });

  it("takes the same alert twice in one payload as one", async () => {
    await room.ingest.acceptAlerts(payload(alertOf("a", "resolved"), alertOf("a")));
    expect(await alerts()).toMatchObject([{ status: "resolved", deliveries: 1 }]);
    expect(await signals()).toEqual([]);
  });

  it("takes the same large payload from two peers at once, in opposite orders", async () => {
    const peer = replicaOn(room.database, room.clock);
    const many = Array.from({ length: 300 }, (_, index) => alertOf(`f${index}`));
    const deliveries = Array.from({ length: 6 }, (_, index) =>
      (index % 2 === 0 ? room : peer).ingest.acceptAlerts(
        payload(...(index % 2 === 0 ? many : many.toReversed())),
      ),
    );
    const kept = await Promise.all(deliveries);
    expect(kept.reduce((sum, { signals }) => sum + signals, 0)).toBe(300);
    expect((await alerts()).every(({ deliveries }) => deliveries === 6)).toBe(true);
  });

  it("keeps payloads that come at the same time each with its own count", async () => {
    const sizes = [1, 3, 2, 5, 4];
    const kept = await Promise.all(
      sizes.map((size, sender) =>
        room.ingest.acceptAlerts(
          payload(...Array.from({ length: size }, (_, index) => alertOf(`s${sender}-${index}`))),
        ),
      ),
    );
    expect(kept).toEqual(sizes.map((size) => ({ alerts: size, signals: size })));
    expect(await alerts()).toHaveLength(15);
    expect(await signals()).toHaveLength(15);
  });

  it("fails one that the database refuses alone, and keeps its neighbours", async () => {
    // No such year is known to PostgreSQL.
    const refused = { ...alertOf("bad"), startsAt: "0000-01-01T00:00:00Z" };
    const outcomes = await Promise.allSettled(
      [[alertOf("a")], [alertOf("b"), refused], [alertOf("c")]].map((all) =>
        room.ingest.acceptAlerts(payload(...all)),
      ),
    );
    expect(outcomes).toMatchObject([
      { status: "fulfilled", value: { alerts: 1, signals: 1 } },
      { status: "rejected" },
      { status: "fulfilled", value: { alerts: 1, signals: 1 } },
    ]);
    expect((await alerts()).map(({ fingerprint }) => fingerprint)).toEqual(["a", "c"]);
  });

  it("counts what two payloads of one moment share as new once", async () => {
    const kept = await Promise.all([
      room.ingest.acceptAlerts(payload(alertOf("a"), alertOf("b"))),
      room.ingest.acceptAlerts(payload(alertOf("b"), alertOf("c"))),
      room.ingest.acceptAlerts(payload(alertOf("b", "resolved"))),
    ]);
    expect(kept.map(({ signals: made }) => made)).toEqual([2, 1, 0]);
    expect(await alerts()).toMatchObject([
      { fingerprint: "a", deliveries: 1 },
      { fingerprint: "b", deliveries: 3, status: "resolved" },
      { fingerprint: "c", deliveries: 1 },
    ]);
  });

  it("takes many payloads of one moment from two peers, each its own mixture of the same alerts", async () => {
    const peer = replicaOn(room.database, room.clock);
    const all = Array.from({ length: 60 }, (_, index) => alertOf(`f${index}`));
    const mixture = (step: number) => all.map((_, index) => all[(index * step) % 60] ?? alertOf("none"));
    const steps = [1, 7, 11, 13, 17, 19];
    const deliveries = steps.flatMap((step) => [
      room.ingest.acceptAlerts(payload(...mixture(step).slice(0, 40))),
      peer.ingest.acceptAlerts(payload(...mixture(step).toReversed().slice(0, 40))),
    ]);
    const kept = await Promise.all(deliveries);
    expect(kept.reduce((sum, { signals: made }) => sum + made, 0)).toBe(60);
    const counts = await alerts();
    expect(counts.reduce((sum, { deliveries: count }) => sum + count, 0)).toBe(steps.length * 2 * 40);
  });

  it.each([
    { instant: "ingest.commit:before", kept: 0, made: 2 },
    { instant: "ingest.commit:after", kept: 2, made: 0 },
  ])("acknowledges none of a group that died at $instant, and takes all of it again", async (death) => {
    const effects = createEffects((instant) => {
      // Each try of it dies, as the process would.
      if (instant === death.instant) throw new Error("killed");
    });
    const dying = replicaOn(room.database, room.clock, { effects });
    const send = (to: typeof dying) =>
      ["a", "b"].map((name) => to.ingest.acceptAlerts(payload(alertOf(name))));
    const lost = await Promise.allSettled(send(dying));
    expect(lost.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await alerts()).toHaveLength(death.kept);
    const again = await Promise.all(send(room));
    expect(again.reduce((sum, { signals: made }) => sum + made, 0)).toBe(death.made);
    expect(await signals()).toHaveLength(2);
    expect(await countWakes(room.db)).toBeGreaterThan(0);
  });

  it("stores text that PostgreSQL would refuse", async () => {
    const hostile = podSignal({ key: "k\0", detail: "a\0b\ud800" });
    hostile.suspect.labels["x\0"] = "\udfff";
    expect(await room.ingest.acceptSignals([hostile, hostile])).toBe(1);
  });

  it("keeps nothing when it dies before the commit is made", async () => {
    const dying = createEffects((instant) => {
      if (instant === "ingest.commit:before") throw new Error("killed");
    });
    const replica = replicaOn(room.database, room.clock, { effects: dying });
    await expect(replica.ingest.acceptAlerts(payload(alertOf("a")))).rejects.toThrow("killed");
    expect(await alerts()).toEqual([]);
  });

  it("is unavailable, and counts nothing, while the database is away", async () => {
    const pool = createPool({ url: "postgresql://postgres@/none?host=%2Fnowhere", logger: silentLogger });
    const away = replicaOn({ ...room.database, db: createKysely(pool) }, room.clock);
    const outcome = await away.ingest.acceptAlerts(payload(alertOf("a"))).catch((error: unknown) => error);
    expect(isReason(outcome, "unavailable")).toBe(true);
    expect(await away.metrics.registry.metrics()).not.toMatch(/alerts_received_total\{.*\} 1/);
  });
});
