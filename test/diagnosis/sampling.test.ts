import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createIds } from "../../src/core/ids.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { createSampler, type Sampler } from "../../src/diagnosis/sampling/create-sampler.ts";
import { createMemoryHistory } from "../../src/diagnosis/sampling/memory-history.ts";
import { sampledWorkloads } from "../../src/diagnosis/sampling/sampled-workloads.ts";
import type { ObjectRef } from "../../src/domain/object-ref.ts";
import type { Symptom } from "../../src/domain/symptom.ts";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { createSteppedClock } from "../simulation/stepped-clock.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { incidentRow } from "../support/incident-rows.ts";
import { createMemoryReader } from "../support/memory-reader.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const MIB = 1024 * 1024;
const ago = (seconds: number) => new Date(NOW - seconds * 1000);

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

async function incident(
  name: string,
  { symptom = "oom-killed", ...changes }: { symptom?: Symptom } & Parameters<typeof incidentRow>[2] = {},
): Promise<string> {
  const id = randomUUID();
  const row = incidentRow(id, name, { last_symptom_at: ago(30), ...changes });
  await database.db.insertInto("incidents").values(row).execute();
  await database.db
    .insertInto("incident_symptoms")
    .values({ incident_id: id, symptom, last_at: ago(30) })
    .execute();
  return id;
}

async function suspect(incidentId: string, pod: string, secondsAgo: number): Promise<void> {
  const at = ago(secondsAgo);
  const row = {
    id: randomUUID(),
    key: `${pod}-${secondsAgo}`,
    source: "pod-status" as const,
    detail: "",
    tries: 0,
  };
  const about = {
    apiVersion: "v1",
    kind: "Pod",
    namespace: "default",
    name: pod,
    uid: "",
    container: "",
    labels: {},
  };
  await database.db
    .insertInto("signals")
    .values({
      ...{ ...row, symptom: "oom-killed", suspect: JSON.stringify(about), at, alert_id: null, reason: null },
      ...{ state: "joined", due_at: at, incident_id: incidentId, created_at: at },
    })
    .execute();
}

describe("whose memory is sampled", () => {
  const names = async () =>
    (await sampledWorkloads(database.db, new Date(NOW))).map(({ object }) => object.name);

  test("that of workloads with an open incident that memory may be the cause of, newest symptom first", async () => {
    await incident("older", { last_symptom_at: ago(300) });
    await incident("newer", { symptom: "crash-looping" });
    await incident("diagnosed", { cause: "memory-limit-too-low", last_symptom_at: ago(600) });
    expect(await names()).toEqual(["newer", "older", "diagnosed"]);
  });

  test.each<[string, Parameters<typeof incident>[1], boolean]>([
    [
      "it closed, and its last symptom is of this hour",
      { status: "closed", closed_at: ago(60), last_symptom_at: ago(3_500) },
      true,
    ],
    [
      "it closed, and its last symptom is older",
      { status: "closed", closed_at: ago(60), last_symptom_at: ago(3_700) },
      false,
    ],
    ["it is open and has been silent for long", { last_symptom_at: ago(7 * 3_600) }, false],
    ["its symptom is no end by memory", { symptom: "image-not-pulled" }, false],
    ["its cause is known to be another", { cause: "bad-release" }, false],
    ["it went into another incident", { merged_into: randomUUID() }, false],
  ])("where %s: %j", async (_case, changes, isSampled) => {
    await incident("web", changes);
    expect(await names()).toEqual(isSampled ? ["web"] : []);
  });

  test("a workload with several incidents once, with the pods that its signals are about", async () => {
    const workload: ObjectRef = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      namespace: "default",
      name: "web",
      uid: "u",
    };
    const first = await incident("pod-a", { workload: JSON.stringify(workload) });
    await suspect(first, "web-a", 60);
    await suspect(first, "web-b", 30);
    await suspect(first, "web-a", 10);
    await incident("pod-b", { workload: JSON.stringify(workload), last_symptom_at: ago(90) });
    expect(await sampledWorkloads(database.db, new Date(NOW))).toEqual([
      { object: workload, suspects: ["web-a", "web-b"] },
    ]);
  });
});

describe("the sampler", () => {
  const clock = createSteppedClock(NOW);
  const workload = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace: "default", uid: "uid-web" },
    spec: { selector: { matchLabels: { app: "web" } } },
  };
  const metrics = (pod: string, mebibytes: number, at: string): KubernetesObject => ({
    apiVersion: "metrics.k8s.io/v1beta1",
    kind: "PodMetrics",
    metadata: { name: pod, namespace: "default", labels: { app: "web" } },
    timestamp: at,
    containers: [{ name: "app", usage: { memory: `${mebibytes}Mi` } }],
  });
  let sampler: Sampler | undefined;
  afterEach(() => sampler?.stop());

  function start(objects: KubernetesObject[], serves = ["metrics.k8s.io/v1beta1 pods"]) {
    const reader = createMemoryReader({ objects: [workload, ...objects], serves });
    sampler = createSampler({ db: database.db, reader, clock, ids: createIds(clock), logger: silentLogger });
    sampler.start();
    return reader;
  }
  const rows = () =>
    database.db
      .selectFrom("memory_samples")
      .select(["pod", "at", "bytes"])
      .orderBy("at")
      .orderBy("pod")
      .execute();
  const rounds = (reader: ReturnType<typeof start>, count: number) =>
    expect
      .poll(
        () => {
          const done = reader.calls.filter((call) => call === "list PodMetrics").length;
          if (done < count) clock.advance(15_000);
          return done;
        },
        { timeout: 60_000, interval: 50 },
      )
      .toBeGreaterThanOrEqual(count);

  test("keeps what was measured once, and reads it back as one series a run", async () => {
    await incident("web");
    const measured: KubernetesObject[] = [metrics("web-1", 30, "2026-11-22T12:00:00Z")];
    const reader = start(measured);
    await rounds(reader, 3);
    await expect.poll(rows, { timeout: 60_000 }).toHaveLength(1);
    measured[0] = metrics("web-1", 40, "2026-11-22T12:00:15Z");
    // The list was handed over: what it holds now is what the next round reads.
    const again = createMemoryHistory({ db: database.db, clock });
    await again.keep("default", [
      { pod: "web-1", container: "app", bytes: 40 * MIB, from: "metrics-api", at: "2026-11-22T12:00:15Z" },
      { pod: "web-1", container: "app", bytes: 12 * MIB, from: "metrics-api", at: "2026-11-22T12:00:30Z" },
    ]);
    expect(await again.seriesOf({ namespace: "default", pods: [{ name: "web-1" }] })).toEqual([
      {
        id: "web-1/0",
        pod: "web-1",
        container: "app",
        from: "metrics-api",
        points: [
          [0, 30 * MIB],
          [15, 40 * MIB],
        ],
      },
      { id: "web-1/1", pod: "web-1", container: "app", from: "metrics-api", points: [[0, 12 * MIB]] },
    ]);
    expect(await again.seriesOf({ namespace: "other", pods: [{ name: "web-1" }] })).toEqual([]);
  });

  test("of many pods keeps five, those first that the signals are about", async () => {
    const id = await incident("web");
    await suspect(id, "web-8", 5);
    await suspect(id, "web-7", 9);
    const names = Array.from({ length: 9 }, (_, index) => `web-${index}`);
    const reader = start(names.map((name) => metrics(name, 30, "2026-11-22T12:00:00Z")));
    await rounds(reader, 1);
    await expect.poll(rows, { timeout: 60_000 }).toHaveLength(5);
    expect((await rows()).map(({ pod }) => pod)).toEqual(["web-0", "web-1", "web-2", "web-7", "web-8"]);
  });

  test("asks nothing but for workloads in question, and forgets after two hours", async () => {
    const history = createMemoryHistory({ db: database.db, clock });
    const sample = { pod: "web-1", container: "app", bytes: MIB, from: "metrics-api" as const };
    await history.keep("default", [{ ...sample, at: clock.now().toISOString() }]);
    clock.advance(3_700_000);
    expect(await history.seriesOf({ namespace: "default", pods: [{ name: "web-1" }] })).toEqual([]);
    expect(await rows()).toHaveLength(1);
    clock.advance(3_700_000);
    const reader = start([metrics("web-1", 30, "2026-11-22T12:00:00Z")]);
    await expect.poll(rows, { timeout: 60_000 }).toEqual([]);
    expect(reader.calls).toEqual([]);
  });
});
