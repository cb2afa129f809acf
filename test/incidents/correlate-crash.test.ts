import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEffects, type EffectInstant } from "../../src/core/effects.ts";
import { chainReport } from "../support/chain-report.ts";
import { DEPLOYMENT, incidentRoom, podSignal, type Room, replicaOn } from "./incident-setup.ts";

const INSTANTS: EffectInstant[] = [
  "ingest.commit:before",
  "ingest.commit:after",
  "correlate.commit:before",
  "correlate.commit:after",
];

describe("a crash on the way from a signal to its incident", () => {
  let room: Room;
  beforeEach(async () => {
    room = await incidentRoom();
  });
  afterEach(() => room.database.drop());

  it.each(INSTANTS)("at %s ends in the same place as none", async (fatal) => {
    const killed = createEffects((instant) => {
      if (instant === fatal) throw new Error("killed");
    });
    const dying = replicaOn(room.database, room.clock, { effects: killed });
    const signals = [podSignal(), podSignal({ key: "k2", symptom: "crash-looping" })];
    await dying.ingest
      .acceptSignals(signals)
      .then(() => dying.correlate())
      .catch(() => 0);
    // What sent them did not get its answer and sends them again; what was put off comes due.
    await room.ingest.acceptSignals(signals);
    room.clock.advance(61);
    await room.correlate();
    const [incident, ...others] = (await room.queries.list({ limit: 10 })).incidents;
    expect(others).toEqual([]);
    const view = await room.queries.view(incident?.id ?? "");
    expect(view?.signals).toHaveLength(2);
    expect(view?.timeline.map(({ kind }) => kind)).toEqual(["opened", "symptom"]);
    expect(await chainReport(room.db, view?.id ?? "")).toMatchObject({ rows: 2, fault: undefined });
    const cards = await room.db.selectFrom("outbox").select("change").execute();
    expect(cards).toEqual([]);
    expect(await room.correlate()).toBe(0);
  });

  it("settles the signals behind one whose look-up fails for a reason that nobody foresaw", async () => {
    const odd = replicaOn(room.database, room.clock, {
      find: async ({ name }) => {
        if (name === "odd")
          throw new TypeError("Cannot read properties of undefined\n password=hunter2secret");
        return { kind: "found", subject: DEPLOYMENT, workload: DEPLOYMENT, note: "" };
      },
    });
    await room.ingest.acceptSignals([podSignal({ pod: "odd", key: "a" }), podSignal({ key: "b" })]);
    expect(await odd.correlate()).toBe(1);
    const waiting = await room.db.selectFrom("signals").selectAll().where("state", "=", "pending").execute();
    expect(waiting).toMatchObject([{ key: "a", reason: expect.stringContaining("Cannot read") }]);
    expect(waiting[0]?.reason).not.toMatch(/hunter2secret|\n/);
  });

  it("takes no further signals once the service stops", async () => {
    const stopping = new AbortController();
    stopping.abort(new Error("stop"));
    await room.ingest.acceptSignals([podSignal()]);
    expect(await room.correlator.correlatePending(stopping.signal)).toBe(0);
    expect(await room.db.selectFrom("signals").select(["state", "tries"]).execute()).toEqual([
      { state: "pending", tries: 0 },
    ]);
  });
});
