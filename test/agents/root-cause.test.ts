import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeThroughRoot, isElsewhere, pointToRoot } from "../../src/agents/nodes/root-cause.ts";
import type { Finding } from "../../src/domain/finding.ts";
import type { Incident } from "../../src/domain/incident.ts";
import { signalsOf } from "../../src/incidents/case-file.ts";
import { createReferrals } from "../../src/incidents/referrals.ts";
import { referredFindings } from "../../src/incidents/referred-findings.ts";
import { DEPLOYMENT, finding, incidentRoom, openOne } from "../incidents/incident-setup.ts";

const never = new AbortController().signal;
const service = { apiVersion: "v1", kind: "Service", namespace: "shop", name: "db", uid: "uid-db" };
const elsewhere: Finding = { ...finding(), cause: "service-selector-wrong", object: service };

describe("an incident whose cause lies in another object", () => {
  let room: Awaited<ReturnType<typeof incidentRoom>>;
  let id: string;
  beforeAll(async () => {
    room = await incidentRoom({
      find: async ({ kind }) =>
        kind === "Service"
          ? { kind: "found", subject: service, workload: null, note: "" }
          : { kind: "found", subject: DEPLOYMENT, workload: DEPLOYMENT, note: "" },
    });
    id = await openOne(room);
  });
  afterAll(() => room.database.drop());

  const read = async (of: string) => {
    const incident = await room.store.read(of);
    if (incident === undefined) throw new Error(`no incident ${of}`);
    return incident;
  };
  const deps = () => ({
    store: room.store,
    clock: room.clock,
    referrals: createReferrals({ db: room.db, ingest: room.ingest }),
  });
  const run = async () => {
    const claim = await room.store.claim(id);
    if (claim === undefined) throw new Error("not claimed");
    return { claim, signal: never };
  };
  const root = async (): Promise<Incident> => read((await read(id)).causedBy ?? "");

  it("asks for an incident of that object, and is linked to it once it is there", async () => {
    expect(isElsewhere(await read(id), elsewhere)).toBe(true);
    expect(await pointToRoot(deps(), await run(), { incident: await read(id), finding: elsewhere })).toBe(
      true,
    );
    expect((await read(id)).causedBy).toBeNull();
    await room.correlate();
    expect(await pointToRoot(deps(), await run(), { incident: await read(id), finding: elsewhere })).toBe(
      true,
    );
    expect(await read(id)).toMatchObject({ status: "investigating", cause: "service-selector-wrong" });
    expect(await root()).toMatchObject({ subject: { kind: "Service", name: "db" }, status: "investigating" });
    const view = await room.queries.view(id);
    expect(view?.related).toMatchObject([{ relation: "root", id: view?.causedBy }]);
  });

  it("gives the root its finding, as something to start from", async () => {
    const signals = await signalsOf(room.db, (await root()).id);
    expect(referredFindings(signals)).toMatchObject([{ cause: "service-selector-wrong" }]);
  });

  it("points nowhere where that would lead back to itself", async () => {
    const back: Finding = { ...elsewhere, object: (await read(id)).subject };
    const other = await read((await root()).id);
    const claim = await room.store.claim(other.id);
    if (claim === undefined) throw new Error("not claimed");
    const here = { claim, signal: never };
    await pointToRoot(deps(), here, { incident: other, finding: back });
    await room.correlate();
    expect(await pointToRoot(deps(), here, { incident: other, finding: back })).toBe(false);
  });

  it("is woken by the root's end and closed as fixed through it, without a card", async () => {
    const { id: rootId } = await root();
    await room.db.updateTable("incidents").set({ due_at: null }).where("id", "=", id).execute();
    await room.store.withLock("close.commit", rootId, async (tx) => {
      await tx.advance({ type: "self-resolved", reason: "test" }, { text: "test", input: {}, output: {} });
    });
    expect((await read(id)).dueAt).toEqual(room.clock.now());
    // Nothing was repaired there: it is not asked again, and after a while a person gets the finding.
    expect(await pointToRoot(deps(), await run(), { incident: await read(id), finding: elsewhere })).toBe(
      true,
    );
    expect((await root()).id).toBe(rootId);
    room.clock.advance(400);
    expect(await pointToRoot(deps(), await run(), { incident: await read(id), finding: elsewhere })).toBe(
      false,
    );
    // It was repaired: the longest back-off and a recovery after that are waited for, and no question is asked meanwhile.
    await room.db
      .updateTable("incidents")
      .set({ outcome: "fixed", closed_at: room.clock.now() })
      .where("id", "=", rootId)
      .execute();
    const asked = () =>
      room.db.selectFrom("signals").select("key").where("source", "=", "diagnosis").execute();
    const before = await asked();
    room.clock.advance(610);
    expect(await pointToRoot(deps(), await run(), { incident: await read(id), finding: elsewhere })).toBe(
      true,
    );
    expect(await asked()).toEqual(before);
    const cards = await room.db.selectFrom("outbox").selectAll().where("incident_id", "=", id).execute();
    const conclusion = { kind: "healthy" as const, reason: "all pods are ready", evidence: [] };
    expect(await closeThroughRoot(deps(), await run(), { incident: await read(id), conclusion })).toBe(true);
    expect(await read(id)).toMatchObject({ status: "closed", outcome: "fixed" });
    expect(await room.db.selectFrom("outbox").selectAll().where("incident_id", "=", id).execute()).toEqual(
      cards,
    );
  });
});
