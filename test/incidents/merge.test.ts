import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { IncidentStatus } from "../../src/domain/incident.ts";
import { hintsOf } from "../../src/incidents/experience/question.ts";
import { chainReport } from "../support/chain-report.ts";
import {
  because,
  finding,
  incidentRoom,
  openOne,
  podSignal,
  type Room,
  replicaOn,
} from "./incident-setup.ts";

/** Two incidents of one subject: the older has another cause, so that the second symptom opened a younger one. */
describe("two incidents of one subject that turn out to have one cause", () => {
  let room: Room;
  let older: string;
  let younger: string;
  beforeEach(async () => {
    room = await incidentRoom();
    older = await openOne(room);
    await diagnose(older, "memory-limit-too-low");
    room.clock.advance(1);
    younger = await openOne(room, podSignal({ key: "k2", symptom: "other" }));
  });
  afterEach(() => room.database.drop());

  const diagnose = (id: string, cause: Parameters<typeof finding>[0], store = room.store) =>
    store.withLock("finding.commit", id, (tx) =>
      tx.advance({ type: "diagnosed", finding: finding(cause) }, because("diagnosed")),
    );
  const setStatus = (id: string, status: IncidentStatus) =>
    room.db.updateTable("incidents").set({ status }).where("id", "=", id).execute();

  it("become the older one, with the signals of both", async () => {
    const ended = await diagnose(younger, "memory-limit-too-low");
    expect(ended).toMatchObject({ status: "closed", outcome: "merged", mergedInto: older });
    const kept = await room.queries.view(older);
    expect(kept?.signals).toHaveLength(2);
    expect(kept?.timeline.at(-1)).toMatchObject({ kind: "symptom", text: expect.stringContaining(younger) });
    expect(await chainReport(room.db, older)).toMatchObject({ fault: undefined });
    expect(await room.queries.view(younger)).toMatchObject({
      signals: [],
      timeline: [{ kind: "opened" }, { kind: "merged" }],
    });
  });

  it("become the older one, with what people hinted to both", async () => {
    const hint = (incident_id: string, text: string) =>
      room.db
        .insertInto("incident_hints")
        .values({ incident_id, number: 1, text, by: "ada", door: "page", at: room.clock.now() })
        .execute();
    await hint(older, "it began on Monday");
    await hint(younger, "it is the new config");
    await diagnose(younger, "memory-limit-too-low");
    expect(await hintsOf(room.db, older)).toMatchObject([
      { number: 1, text: "it began on Monday" },
      { number: 2, text: "it is the new config", by: "ada" },
    ]);
  });

  it("become the older one also when the older is diagnosed last", async () => {
    await diagnose(younger, "memory-leak");
    const kept = await diagnose(older, "memory-leak");
    expect(kept).toMatchObject({ id: older, status: "investigating", cause: "memory-leak" });
    expect(await room.store.read(younger)).toMatchObject({ status: "closed", mergedInto: older });
    expect(await chainReport(room.db, older)).toMatchObject({ fault: undefined });
  });

  it.each<IncidentStatus>(["applying", "verifying", "rolling-back"])(
    "stay two while one of them is %s",
    async (status) => {
      await setStatus(older, status);
      const waits = await diagnose(younger, "memory-limit-too-low");
      expect(waits).toMatchObject({ status: "investigating", cause: null });
      expect(waits.dueAt?.getTime()).toBeGreaterThan(room.clock.now().getTime());
      await setStatus(older, "investigating");
      expect(await diagnose(younger, "memory-limit-too-low")).toMatchObject({ outcome: "merged" });
    },
  );

  it("end as one when two replicas diagnose them at once", async () => {
    const peer = replicaOn(room.database, room.clock);
    for (let round = 0; round < 5; round += 1) {
      const open = [older, younger];
      const statuses = await Promise.all(open.map(async (id) => (await room.store.read(id))?.status));
      if (statuses.includes("closed")) break;
      await Promise.all([diagnose(older, "bad-release"), diagnose(younger, "bad-release", peer.store)]);
    }
    expect(await room.store.read(older)).toMatchObject({ status: "investigating", cause: "bad-release" });
    expect(await room.store.read(younger)).toMatchObject({ status: "closed", outcome: "merged" });
  });

  it("let a fixed one that recurs take over the one that is open for its cause", async () => {
    await room.db
      .updateTable("incidents")
      .set({ status: "closed", outcome: "fixed" })
      .where("id", "=", older)
      .execute();
    await diagnose(younger, "memory-limit-too-low");
    const again = await room.store.withLock("verify.commit", older, (tx) =>
      tx.advance({ type: "recurred", reason: "killed again" }, because("recurred")),
    );
    expect(again).toMatchObject({ status: "investigating", outcome: null });
    expect(await room.store.read(younger)).toMatchObject({ outcome: "merged", mergedInto: older });
  });
});
