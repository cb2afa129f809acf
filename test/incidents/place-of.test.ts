import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { incidentOfRow } from "../../src/incidents/incident-row.ts";
import { placeOf, placesOf } from "../../src/incidents/place-of.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { incidentRow } from "../support/incident-rows.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const minute = (n: number) => new Date(Date.UTC(2026, 10, 22, 10, n));

interface Suspected {
  kind: string;
  name: string;
  container?: string;
  labels?: Record<string, string>;
}

async function placed(suspects: Suspected[], runbooks: string[] = []) {
  const { db } = database;
  const id = randomUUID();
  await db.insertInto("incidents").values(incidentRow(id, id)).execute();
  for (const [index, { kind, name, container = "", labels = {} }] of suspects.entries()) {
    const suspect = { apiVersion: "v1", kind, namespace: "default", name, uid: "", container, labels };
    const times = { at: minute(index), due_at: minute(index), created_at: minute(index) };
    const rest = {
      alert_id: null,
      state: "joined",
      incident_id: id,
      reason: null,
      detail: "",
      tries: 0,
    } as const;
    await db
      .insertInto("signals")
      .values({
        ...{ id: randomUUID(), key: `${id}-${index}`, source: "alertmanager", symptom: "oom-killed" },
        ...{ suspect: JSON.stringify(suspect), ...times, ...rest },
      })
      .execute();
  }
  for (const [index, url] of runbooks.entries()) {
    const at = minute(index);
    await db
      .insertInto("alerts")
      .values({
        ...{
          id: randomUUID(),
          fingerprint: `${id}-${index}`,
          starts_at: at,
          status: "firing",
          ends_at: null,
        },
        ...{
          labels: "{}",
          annotations: JSON.stringify({ runbook_url: url }),
          generator_url: "",
          group_key: "",
        },
        ...{
          receiver: "",
          received_at: at,
          last_received_at: at,
          deliveries: 1,
          incident_id: id,
          reason: null,
        },
      })
      .execute();
  }
  const row = await db.selectFrom("incidents").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  const incident = incidentOfRow(row);
  return { id, incident, place: await placeOf(db, incident) };
}

test("an incident is where the newest pod is that showed its symptom, by its name or by a label", async () => {
  const { id, place } = await placed([
    { kind: "Pod", name: "web-1", container: "old" },
    { kind: "Deployment", name: "web", container: "web", labels: { pod: "web-2" } },
    { kind: "Deployment", name: "web" },
  ]);
  expect(place).toEqual({
    ...{ cluster: "c", namespace: "default", workload: id, pod: "web-2", container: "web" },
    ...{ openedAt: "2026-01-01T00:00:00.000Z", runbookUrls: [] },
  });
});

test("where no pod is known none is named", async () => {
  const { place } = await placed([{ kind: "Deployment", name: "web", container: "web" }]);
  expect(place).toMatchObject({ pod: "", container: "web" });
});

test("its alerts' runbooks are the newest three, each once, and none that is endless", async () => {
  const long = `https://runbooks.example.org/${"x".repeat(2_000)}`;
  const { place } = await placed([], ["https://a/", "https://b/", "https://c/", "https://b/", long]);
  expect(place.runbookUrls).toEqual(["https://b/", "https://c/"]);
});

test("several are found at once, each with its own; one without a trace is where its subject is", async () => {
  const first = await placed([{ kind: "Pod", name: "web-1" }], ["https://a/"]);
  const second = await placed([{ kind: "Pod", name: "api-1" }], ["https://b/"]);
  const bare = await placed([]);
  const all = [first, second, bare];
  const places = await placesOf(
    database.db,
    all.map(({ incident }) => incident),
  );
  expect(all.map(({ id }) => places.get(id))).toEqual(all.map(({ place }) => place));
  expect(bare.place).toMatchObject({ workload: bare.id, pod: "", runbookUrls: [] });
  expect(await placesOf(database.db, [])).toEqual(new Map());
});
