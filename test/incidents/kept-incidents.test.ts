import { randomUUID } from "node:crypto";
import { sql, type Updateable } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { IncidentTable } from "../../src/database/tables.ts";
import type { KEPT_BY } from "../../src/incidents/retention/purgeable.ts";
import { incidentRow } from "../support/incident-rows.ts";
import { openOne, podSignal } from "./incident-setup.ts";
import { DAY_MS, type OldRoom, oldRoom } from "./old-room.ts";

let room: OldRoom;
beforeEach(async () => {
  room = await oldRoom();
});
afterEach(() => room.database.drop());

const now = () => room.clock.now();

const attempt = (
  id: string,
  values: { result: string | null; plan: object; target?: string; startedAt?: Date },
) =>
  sql`
  insert into attempts (id, incident_id, number, target_key, plan_digest, plan, pre_image, before, steps, verification,
    previous_run_seconds, result, started_at)
  values (${randomUUID()}, ${id}, (select 1 + count(*) from attempts), ${values.target ?? "web"}, 'd',
    ${JSON.stringify(values.plan)}, '{}', '{}', '[]', '{}', 0, ${values.result}, ${values.startedAt ?? now()})`.execute(
    room.db,
  );
const undo = { actions: [{ type: "SetMemoryLimit" }], undoes: { attemptId: "a", by: "ann", reason: "no" } };
const set = (id: string, values: Updateable<IncidentTable>) =>
  room.db.updateTable("incidents").set(values).where("id", "=", id).execute();

describe("what is old and closed is kept", () => {
  const reasons: Record<keyof typeof KEPT_BY, (id: string) => Promise<unknown>> = {
    "something is due": (id) => set(id, { due_at: new Date(0) }),
    "its subject is watched on": (id) => set(id, { watch_until: now() }),
    "an incident that it caused is here": (id) =>
      room.db
        .insertInto("incidents")
        .values(
          incidentRow(randomUUID(), "symptom", { caused_by: id, opened_at: now(), last_symptom_at: now() }),
        )
        .execute(),
    "an attempt has not ended": (id) => attempt(id, { result: null, plan: { actions: [] } }),
    "a question waits": (id) =>
      sql`insert into approvals (id, incident_id, plan_digest, token_hash, state, created_at, expires_at)
        values (${randomUUID()}, ${id}, 'd', 't', 'pending', ${now()}, ${now()})`.execute(room.db),
    "word of it has not gone out": (id) =>
      sql`insert into outbox (id, incident_id, sequence, change, channel, notification, state, tries, due_at, created_at)
        values (${randomUUID()}, ${id}, 99, 'opened', 'bot', '{}', 'sending', 0, ${now()}, ${now()})`.execute(
        room.db,
      ),
    "it has its object's turn": (id) =>
      sql`insert into turns (target_key, incident_id, taken_at) values ('web', ${id}, ${now()})`.execute(
        room.db,
      ),
    "a breaker that it opened is open": (id) =>
      sql`insert into breakers (id, cluster, breaker, scope, reason, opened_at, seen_at, incident_id)
        values (${randomUUID()}, 'c', 'storm', '', 'many', ${now()}, ${now()}, ${id})`.execute(room.db),
    "an alert of it still comes": (id) =>
      sql`insert into alerts (id, fingerprint, starts_at, status, labels, annotations, generator_url, group_key,
          receiver, received_at, last_received_at, deliveries, incident_id)
        values (${randomUUID()}, 'f', ${now()}, 'firing', '{}', '{}', '', '', '', ${now()}, ${now()}, 9, ${id})`.execute(
        room.db,
      ),
    "a person undid its repair": (id) => attempt(id, { result: "verified", plan: undo, target: "undone" }),
  };

  it("while something of it goes on, is owed, or holds the service back", async () => {
    const byReason = new Map<string, string>();
    for (const [reason, arrange] of Object.entries(reasons)) {
      const id = await room.insertClosed(`kept-${byReason.size}`);
      await arrange(id);
      byReason.set(reason, id);
    }
    await room.purge();
    const left = await room.idsLeft();
    const kept = Object.keys(reasons).filter((reason) => left.includes(byReason.get(reason) ?? ""));
    expect(kept).toEqual(Object.keys(reasons));
    // And nothing else: the symptom's own incident is open.
    expect(left).toHaveLength(kept.length + 1);
  });

  it("while its time is not over, or a symptom of it came since", async () => {
    await room.purge({ incidentsDays: 101 });
    expect(await room.idsLeft()).toEqual([room.old]);
    await room.db.updateTable("incidents").set({ last_symptom_at: now() }).execute();
    await room.purge();
    expect(await room.idsLeft()).toEqual([room.old]);
  });

  it("until a later repair of the object held after the one that a person undid", async () => {
    const earlier = new Date(now().getTime() - 95 * DAY_MS);
    await attempt(room.old, { result: "verified", plan: undo, startedAt: earlier });
    await attempt(room.old, { result: "verified", plan: { actions: [{ type: "SetMemoryLimit" }] } });
    await room.purge();
    expect(await room.idsLeft()).toEqual([]);
  });

  it("where its audit is not as it was written, for that is evidence", async () => {
    await sql`alter table audit disable trigger user`.execute(room.db);
    await sql`update audit set text = 'another' where sequence = 2`.execute(room.db);
    await sql`alter table audit enable trigger user`.execute(room.db);
    await room.purge();
    expect(await room.idsLeft()).toEqual([room.old]);
    expect(room.log()).toContain("not as it was written");
  });

  it("as long as it is not closed, by whatever hand: the database refuses the record and the audit's rows", async () => {
    const open = await openOne(room, podSignal({ key: "later", symptom: "image-not-pulled" }));
    const head = await room.db
      .selectFrom("audit")
      .select(["sequence", "hash"])
      .where("incident_id", "=", open)
      .orderBy("sequence", "desc")
      .executeTakeFirstOrThrow();
    await expect(
      sql`insert into purged_chains values (1, ${open}, 'c', 's', null, null, ${now()}, ${now()}, ${head.sequence},
        ${head.hash}, ${now()}, '', '')`.execute(room.db),
    ).rejects.toThrow("is not closed");
    await expect(room.db.deleteFrom("audit").execute()).rejects.toThrow("append-only");
  });
});
