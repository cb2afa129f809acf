import { afterEach, expect, test } from "vitest";
import { type Road, refTo, startRoad } from "./support/road.ts";
import { killed, plainDeployment } from "./support/workloads.ts";

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

/** What correlation does with a symptom that the closed incident's cause explains. */
async function symptom(id: string) {
  await road.store.withLock("correlate.commit", id, async (tx) => {
    await tx.advance({ type: "symptom", summary: "" }, { text: "a symptom", input: {}, output: {} });
  });
}

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
