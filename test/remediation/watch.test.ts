import { afterEach, describe, expect, it, test } from "vitest";
import type { IncidentEvent } from "../../src/domain/incident-event.ts";
import { DEPLOYMENT, finding } from "../incidents/incident-setup.ts";
import { type Road, refTo, startRoad } from "./support/road.ts";
import { killed, plainDeployment } from "./support/workloads.ts";

const WATCH_UNTIL = new Date("2100-01-01T00:00:00Z");

let road: Road;
afterEach(() => road.stop());

/** shop/web, healed: it needs 150Mi from the start. */
async function fixed(deployment = plainDeployment("web")) {
  road = await startRoad({ rate: 60, settings: { verifySoakSeconds: 10 } });
  const memory = { kind: "needs-memory", mebibytes: 150 } as const;
  road.cluster.behave({ match: { workload: "web", container: "web" }, behaviour: memory });
  const ref = await killed(road, deployment);
  const { id } = await road.open(ref);
  await road.drive(id, ({ status }) => status === "closed");
  return { id, ref };
}

async function advance(id: string, event: IncidentEvent) {
  await road.store.withLock("correlate.commit", id, async (tx) => {
    await tx.advance(event, { text: event.type, input: {}, output: {} });
  });
}

/** What correlation does with a symptom that the closed incident's cause explains. */
const symptom = (id: string) => advance(id, { type: "symptom", summary: "" });

const resultsOf = async (id: string) => (await road.attempts(id)).map(({ result }) => result);

test("a kill of another container of the workload within the watch reopens the incident", async () => {
  const deployment = plainDeployment("web");
  const [web] = deployment.spec.template.spec.containers;
  if (web === undefined) throw new Error("no container");
  deployment.spec.template.spec.containers.push({ ...structuredClone(web), name: "cache" });
  const { id } = await fixed(deployment);
  const hungry = { kind: "needs-memory", mebibytes: 120, afterMs: 500 } as const;
  road.cluster.behave({ match: { workload: "web", container: "cache" }, behaviour: hungry });
  await restartPods();
  await road.until(() => isKilled("cache"));
  await symptom(id);
  expect(await road.step(id)).toMatchObject({ status: "investigating", outcome: null });
  expect(await resultsOf(id)).toEqual(["verified"]);
});

test("a kill of a release that somebody rolled out within the watch reopens the incident", async () => {
  const { id, ref } = await fixed();
  const release = plainDeployment("web");
  const [web] = release.spec.template.spec.containers;
  if (web === undefined) throw new Error("no container");
  web.image = "registry.example.org/web:2";
  await road.cluster.apply([release]);
  await road.until(() => isKilled("web", "registry.example.org/web:2"));
  await symptom(id);
  expect(await road.step(id)).toMatchObject({ status: "investigating", outcome: null });
  expect(refTo(await road.object(ref)).uid).toBe(ref.uid);
});

test("a symptom that the cluster does not bear out leaves the fix as it is", async () => {
  const { id } = await fixed();
  await symptom(id);
  const after = await road.step(id);
  expect(after).toMatchObject({ status: "closed", outcome: "fixed" });
  expect(after.dueAt?.getTime()).toBe(after.watchUntil?.getTime());
});

describe("what was fixed through another incident, so that it has no attempt of its own,", () => {
  /** shop/web, whose cause lay in another object that is repaired. */
  async function fixedThrough() {
    road = await startRoad();
    const { id } = await road.open(DEPLOYMENT);
    const { id: rootId } = await road.open({ ...DEPLOYMENT, name: "db", uid: "uid-db" });
    await advance(id, { type: "linked", rootId, finding: finding(), lookAt: road.clock.now() });
    await advance(id, { type: "fixed-through", rootId, reason: "", watchUntil: WATCH_UNTIL });
    return id;
  }

  it("is looked into anew at its first symptom, and nobody is told before it is known what it is", async () => {
    const id = await fixedThrough();
    await symptom(id);
    await road.remediation.watch({ claim: await road.claimOf(id), signal: road.signal });
    expect(await road.read(id)).toMatchObject({ status: "investigating", outcome: null, closedAt: null });
    expect(await road.db.selectFrom("outbox").selectAll().execute()).toEqual([]);
  });

  it("is watched on without a symptom, until its watch ends", async () => {
    const id = await fixedThrough();
    const isWatched = { outcome: "fixed", watchUntil: WATCH_UNTIL, dueAt: WATCH_UNTIL };
    expect(await road.step(id)).toMatchObject(isWatched);
    const ended = { watch_until: road.clock.now() };
    await road.db.updateTable("incidents").set(ended).where("id", "=", id).execute();
    expect(await road.step(id)).toMatchObject({ outcome: "fixed", watchUntil: null, dueAt: null });
  });
});

async function pods() {
  const type = { apiVersion: "v1", kind: "Pod" };
  return (await road.reader.list(type, { namespace: "shop" }, road.signal)).items;
}

async function isKilled(container: string, image?: string): Promise<boolean> {
  return (await pods()).some((pod) => {
    const { containerStatuses = [] } = pod.status as {
      containerStatuses?: { name: string; image: string; restartCount: number }[];
    };
    return containerStatuses.some(
      (one) =>
        one.name === container && one.restartCount >= 2 && (image === undefined || one.image === image),
    );
  });
}

/** As the kubelet does after a node's restart: other instances of the same template. */
async function restartPods() {
  for (const pod of await pods()) {
    const { namespace = "", name, uid = "" } = pod.metadata;
    await road.writer.deletePod({ pod: { namespace, name, uid }, dryRun: false }, road.signal);
  }
}
