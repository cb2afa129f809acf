import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createEffects } from "../../../src/core/effects.ts";
import { silentLogger } from "../../../src/core/logger.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { openBreakers } from "../../../src/remediation/breakers/breaker-rows.ts";
import { createBreakerWatch } from "../../../src/remediation/breakers/breaker-watch.ts";
import { heldByStorm } from "../../../src/remediation/breakers/held-by-storm.ts";
import { lift } from "../../../src/remediation/breakers/lift.ts";
import type { RemediationDeps } from "../../../src/remediation/remediation-deps.ts";
import { watch } from "../../../src/remediation/steps/watch.ts";
import { incidentRoom, type Room, replicaOn } from "../../incidents/incident-setup.ts";
import { createMemoryReader } from "../../support/memory-reader.ts";
import { SETTINGS } from "../support/road.ts";
import { CLUSTER, openAs } from "./breaker-room.ts";

const WORKLOADS = 8;
const signal = AbortSignal.timeout(60_000);

let room: Room;
beforeEach(async () => {
  room = await incidentRoom();
});
afterEach(() => room.database.drop());

/** What the cluster holds while a test looks at it. */
let objects: KubernetesObject[] = [];
afterEach(() => {
  objects = [];
});

const depsOf = (replica: Pick<Room, "store" | "metrics"> = room) =>
  ({
    ...replica,
    db: room.db,
    clock: room.clock,
    ids: { next: () => crypto.randomUUID() },
    effects: createEffects(),
    logger: silentLogger,
    reader: { ...createMemoryReader({ objects }), clusterId: async () => CLUSTER },
    settings: { ...SETTINGS, blast: { ...SETTINGS.blast, stormWorkloads: WORKLOADS } },
  }) as unknown as RemediationDeps & Parameters<typeof createBreakerWatch>[0];

const look = (replica?: Pick<Room, "store" | "metrics">) => createBreakerWatch(depsOf(replica)).look(signal);

async function runOf(id: string) {
  const claim = await room.store.claim(id);
  if (claim === undefined) throw new Error(`no incident ${id}`);
  return { claim, signal };
}
const meet = async (id: string) => heldByStorm(depsOf(), await runOf(id));
const storm = async () => (await openBreakers(room.db, CLUSTER)).find(({ breaker }) => breaker === "storm");
const breakAll = (count = WORKLOADS, prefix = "web", namespace = "shop") =>
  Promise.all(
    Array.from({ length: count }, (_, index) =>
      openAs(room, `${prefix}-${index}`, { status: "investigating", namespace }),
    ),
  );
const close = (ids: readonly string[]) =>
  room.db
    .updateTable("incidents")
    .set({ status: "closed", outcome: "self-resolved", due_at: null })
    .where("id", "in", [...ids])
    .execute();

/** A Deployment of which one pod is wanted and ready. */
const ready = (name: string): KubernetesObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name, namespace: "shop", uid: `uid-${name}`, generation: 1 },
  spec: { replicas: 1, selector: { matchLabels: { app: name } } },
  status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 },
});

/** All opened, and the root told. */
async function stormy() {
  const members = await breakAll();
  await look();
  await look();
  const rootId = (await storm())?.incidentId ?? "";
  await meet(rootId);
  for (const id of members) await meet(id);
  return { members, rootId };
}

describe("many that fail together", () => {
  test("have one incident that answers for them, handed over with what they have in common", async () => {
    const { rootId } = await stormy();
    expect(await room.store.read(rootId)).toMatchObject({
      status: "needs-person",
      cause: "many-fail-together",
      subject: { kind: "Namespace", name: "shop" },
      handover: { sentence: expect.stringContaining(`${WORKLOADS} workloads fell ill within 300 s`) },
    });
    const told = await room.db.selectFrom("outbox").select("incident_id").distinct().execute();
    expect(told).toEqual([{ incident_id: rootId }]);
  });

  test("get one root however many replicas look", async () => {
    await breakAll();
    const peers = [room, replicaOn(room.database, room.clock), replicaOn(room.database, room.clock)];
    for (let round = 0; round < 3; round += 1) await Promise.all(peers.map((peer) => look(peer)));
    const roots = await room.db
      .selectFrom("incidents")
      .select("id")
      .where("subject_kind", "=", "Namespace")
      .execute();
    expect(roots).toHaveLength(1);
  });

  test("over several namespaces are the cluster's", async () => {
    await breakAll(WORKLOADS / 2, "a", "one");
    await breakAll(WORKLOADS / 2, "b", "two");
    await look();
    await look();
    const root = await room.store.read((await storm())?.incidentId ?? "");
    expect(root?.subject).toMatchObject({ kind: "Cluster", name: CLUSTER });
  });

  test("are held back, each linked to the root, and looked at about once a minute", async () => {
    const { members, rootId } = await stormy();
    for (const id of members) {
      const incident = await room.store.read(id);
      expect(incident).toMatchObject({ status: "investigating", causedBy: rootId });
      const seconds = ((incident?.dueAt?.getTime() ?? 0) - room.clock.now().getTime()) / 1000;
      expect(seconds).toBeGreaterThanOrEqual(60);
      expect(seconds).toBeLessThanOrEqual(120);
    }
    const audit = async () => (await room.db.selectFrom("audit").select("sequence").execute()).length;
    const before = await audit();
    for (const id of members) await meet(id);
    expect((await audit()) - before).toBeLessThanOrEqual(members.length);
  });

  test("are told of to nobody where they look well between two kills, and end without a card once that has lasted", async () => {
    const { members, rootId } = await stormy();
    const [id = ""] = members;
    objects = [ready("web-0")];
    expect(await meet(id)).toBe(true);
    expect(await room.store.read(id)).toMatchObject({ status: "investigating", causedBy: rootId });
    room.clock.advance(SETTINGS.verifySoakSeconds);
    expect(await meet(id)).toBe(true);
    expect(await room.store.read(id)).toMatchObject({ status: "closed", outcome: "self-resolved" });
    const told = await room.db.selectFrom("outbox").select("incident_id").distinct().execute();
    expect(told).toEqual([{ incident_id: rootId }]);
  });

  test("are not called calm for the time that the look itself took", async () => {
    const { members } = await stormy();
    const [id = ""] = members;
    objects = [ready("web-0")];
    await meet(id);
    room.clock.advance(SETTINGS.verifySoakSeconds - 1);
    const deps = depsOf();
    const get: typeof deps.reader.get = async (...of) => {
      const object = await deps.reader.get(...of);
      room.clock.advance(5);
      return object;
    };
    const slow = { ...deps, reader: { ...deps.reader, get } };
    expect(await heldByStorm(slow, await runOf(id))).toBe(true);
    expect(await room.store.read(id)).toMatchObject({ status: "investigating" });
  });

  test("leave what was ill long before to be looked into", async () => {
    const [old] = await breakAll(1, "old");
    room.clock.advance(3_600);
    await stormy();
    expect(await meet(old ?? "")).toBe(false);
  });
});

describe("the storm breaker", () => {
  test("stays open while half of them are ill, and while recovery has not lasted", async () => {
    const { members } = await stormy();
    await close(members.slice(0, WORKLOADS / 2));
    room.clock.advance(600);
    await look();
    expect(await storm()).toBeDefined();
    await close(members);
    room.clock.advance(60);
    await look();
    expect(await storm()).toBeDefined();
  });

  test("does not flap: who falls ill again in between starts the calm anew", async () => {
    const { members } = await stormy();
    await close(members);
    room.clock.advance(100);
    const again = await breakAll(WORKLOADS / 2, "again");
    await look();
    await close(again);
    room.clock.advance(100);
    await look();
    expect(await storm()).toBeDefined();
    room.clock.advance(21);
    await look();
    expect(await storm()).toBeUndefined();
  });

  test("is lifted by recovery, which ends the root and wakes who is left", async () => {
    const { members, rootId } = await stormy();
    await close(members.slice(1));
    room.clock.advance(121);
    await look();
    expect(await storm()).toBeUndefined();
    const [left] = members;
    const incident = await room.store.read(left ?? "");
    expect(incident).toMatchObject({ causedBy: null, dueAt: room.clock.now() });
    expect(await meet(left ?? "")).toBe(false);
    await watch(depsOf(), await runOf(rootId));
    expect(await room.store.read(rootId)).toMatchObject({ status: "closed", outcome: "handed-over" });
  });

  test("is lifted by a person, and not opened again by those who are ill still", async () => {
    await stormy();
    const open = await storm();
    room.clock.advance(1);
    await lift(depsOf(), { id: open?.id ?? "", by: "ada" });
    await look();
    expect(await storm()).toBeUndefined();
    room.clock.advance(1);
    await breakAll(WORKLOADS, "new");
    await look();
    expect(await storm()).toBeDefined();
  });

  test("keeps its root with the person while it is open", async () => {
    const { rootId } = await stormy();
    room.clock.advance(600);
    await watch(depsOf(), await runOf(rootId));
    expect((await room.store.read(rootId))?.status).toBe("needs-person");
  });
});
