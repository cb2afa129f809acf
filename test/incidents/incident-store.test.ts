import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { IllegalTransition } from "../../src/domain/transition.ts";
import { OvertakenError } from "../../src/incidents/incident-store.ts";
import { because, finding, incidentRoom, openOne, type Room, replicaOn } from "./incident-setup.ts";
import { approvalRow, plan } from "./plan-setup.ts";

describe("the incident store", () => {
  let room: Room;
  let id: string;
  beforeEach(async () => {
    room = await incidentRoom();
    id = await openOne(room);
    room.sent.length = 0;
  });
  afterEach(() => room.database.drop());

  const claim = async (replica = room) => {
    const taken = await replica.store.claim(id);
    if (taken === undefined) throw new Error("there is no incident");
    return taken;
  };
  const outbox = () => room.db.selectFrom("outbox").selectAll().orderBy("sequence").execute();

  it("lets the worker that was overtaken commit nothing", async () => {
    const peer = replicaOn(room.database, room.clock);
    const old = await claim();
    const young = await claim({ ...room, ...peer });
    let ran = false;
    const overtaken = room.store.withClaim("finding.commit", old, async () => {
      ran = true;
    });
    await expect(overtaken).rejects.toThrow(OvertakenError);
    expect(ran).toBe(false);
    await expect(room.store.assertCurrent(old)).rejects.toThrow(OvertakenError);
    await peer.store.assertCurrent(young);
    await peer.store.withClaim("finding.commit", young, (tx) =>
      tx.advance({ type: "diagnosed", finding: finding() }, because("diagnosed")),
    );
    expect((await room.store.read(id))?.cause).toBe("memory-limit-too-low");
  });

  it("lets a claim wait for the transaction under way, whose commit it then sees", async () => {
    const peer = replicaOn(room.database, room.clock);
    const old = await claim();
    let claimed: Promise<unknown> = Promise.resolve();
    await room.store.withClaim("finding.commit", old, async (tx) => {
      claimed = peer.store.claim(id);
      await tx.advance({ type: "diagnosed", finding: finding() }, because("diagnosed"));
    });
    expect(await claimed).toEqual({ incidentId: id, epoch: old.epoch + 1 });
    expect((await room.store.read(id))?.cause).toBe("memory-limit-too-low");
  });

  it("has no claim on what does not exist", async () => {
    expect(await room.store.claim("00000000-0000-7000-8000-000000000000")).toBeUndefined();
  });

  it("commits nothing of work that throws, an illegal event included", async () => {
    const before = await room.store.read(id);
    const work = room.store.withLock("finding.commit", id, async (tx) => {
      await tx.advance({ type: "diagnosed", finding: finding() }, because("diagnosed"));
      await tx.advance({ type: "held", reason: "x", watchUntil: new Date() }, because("held"));
    });
    await expect(work).rejects.toThrow(IllegalTransition);
    expect(await room.store.read(id)).toEqual(before);
    expect(await room.metrics.registry.metrics()).not.toMatch(/incidents_diagnosed_total\{.*\} 1/);
  });

  it("commits nothing that could not be read again, so that the incident can still be handed over", async () => {
    const before = await room.store.read(id);
    const work = room.store.withLock("finding.commit", id, (tx) =>
      // JSON knows no such number: what is kept of it is null, which is no confidence.
      tx.advance(
        { type: "diagnosed", finding: { ...finding(), confidence: Number.NaN } },
        because("diagnosed"),
      ),
    );
    await expect(work).rejects.toThrow("could not be read again at confidence");
    expect(await room.store.read(id)).toEqual(before);
  });

  it("writes the card of a change with what a person needs, frozen at that moment", async () => {
    const planned = plan(id);
    await room.db.insertInto("approvals").values(approvalRow(id, planned.digest)).execute();
    await room.store.withLock("plan.commit", id, async (tx) => {
      await tx.advance({ type: "diagnosed", finding: finding() }, because("diagnosed"));
      const expiresAt = new Date("2026-11-22T12:30:00Z");
      await tx.advance(
        { type: "planned", plan: planned, approvalId: approvalRow(id, "").id, expiresAt },
        because("planned"),
      );
    });
    const card = (await outbox()).at(-1);
    expect(card).toMatchObject({
      sequence: 3,
      change: "approval-needed",
      notification: {
        status: "awaiting-approval",
        evidence: ["killed twice"],
        plan: {
          digest: planned.digest,
          diff: ["  memory limit of app: 100Mi -> 230Mi", "- spec.memory: 100Mi", "+ spec.memory: 230Mi"],
        },
        approval: { digest: planned.digest, expiresAt: "2026-11-22T12:30:00.000Z" },
      },
    });
    expect(room.sent).toEqual(["deliver", "deliver"]);
  });

  it("voids the approval where the plan falls, and wakes the incident", async () => {
    const planned = plan(id);
    const approval = approvalRow(id, planned.digest);
    await room.db.insertInto("approvals").values(approval).execute();
    await room.store.withLock("plan.commit", id, async (tx) => {
      await tx.advance({ type: "diagnosed", finding: finding() }, because("diagnosed"));
      const expiresAt = approval.expires_at;
      await tx.advance(
        { type: "planned", plan: planned, approvalId: approval.id, expiresAt },
        because("planned"),
      );
      await tx.advance({ type: "approval-void", reason: "the limit was changed" }, because("void"));
    });
    expect(await room.queries.approval(approval.id)).toMatchObject({
      state: "void",
      reason: "the limit was changed",
    });
    expect(room.sent).toEqual(["deliver", "deliver", "deliver", `advance ${id}`]);
    expect((await outbox()).at(-1)?.notification).toMatchObject({
      change: "approval-void",
      summary: "found: memory-limit-too-low (the limit was changed)",
      approval: null,
    });
  });

  it("counts after the commit: causes, phases and the time to a fix", async () => {
    const expiresAt = null;
    room.clock.advance(5);
    await room.store.withLock("verify.commit", id, async (tx) => {
      await tx.advance({ type: "diagnosed", finding: finding() }, because("d"));
      await tx.advance(
        { type: "planned", plan: plan(id, "auto"), approvalId: null, expiresAt },
        because("p"),
      );
      await tx.advance({ type: "applied", checkAt: room.clock.now() }, because("a"));
      room.clock.advance(60);
      await tx.advance({ type: "held", reason: "held", watchUntil: room.clock.now() }, because("h"));
    });
    const text = await room.metrics.registry.metrics();
    expect(text).toContain(
      'kube_autofix_incidents_closed_total{cause="memory-limit-too-low",outcome="fixed"} 1',
    );
    expect(text).toContain('kube_autofix_phase_seconds_sum{phase="investigating"} 5');
    expect(text).toContain('kube_autofix_phase_seconds_sum{phase="verifying"} 60');
    expect(text).toContain('kube_autofix_time_to_fix_seconds_sum{cause="memory-limit-too-low"} 65');
  });
});
