import { afterAll, beforeAll, expect, test } from "vitest";
import { valueAt } from "../../src/kubernetes/json-patch-apply.ts";
import { driveApproved, writesTo } from "./support/repair-road.ts";
import { type Road, refTo, startRoad } from "./support/road.ts";
import { scriptedDiagnosis } from "./support/scripted-finding.ts";
import { plainDeployment } from "./support/workloads.ts";

const script = scriptedDiagnosis();
let road: Road;

beforeAll(async () => {
  road = await startRoad({
    rate: 60,
    diagnosis: script.diagnosis,
    settings: { verifySoakSeconds: 10, verifyTimeoutSeconds: 60 },
  });
});
afterAll(() => road.stop());

const service = (name: string, selector: object) => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, namespace: "shop" },
  spec: { selector, ports: [{ port: 80 }] },
});
const refOfLive = async (object: object) => refTo(await road.object(refTo(object as never)));

test("a health proof that fails is put back, and the return is verified", async () => {
  const object = service("wrong", { app: "a" });
  await road.cluster.apply([object]);
  const ref = await refOfLive(object);
  script.propose(ref, {
    type: "SetServiceSelector",
    parameters: { from: { app: "a" }, to: { app: "b" }, basis: "a mistake" },
    isExclusive: true,
  });
  const end = await driveApproved(road, ref);
  expect(end.status).toBe("needs-person");
  const [attempt] = await road.attempts(end.id);
  expect(attempt).toMatchObject({
    result: "rolled-back",
    failure: expect.stringMatching(/not well within/),
    steps: expect.arrayContaining(["return:0"]),
  });
  expect(valueAt(await road.object(ref), "/spec/selector")).toEqual({ app: "a" });
  expect(writesTo(road, "wrong")).toHaveLength(2);
  expect(end.handover?.sentence).toMatch(/same as attempt 1/);
});

test.each([
  ["holds what it would be set to", { app: "b" }],
  ["holds something else", { app: "c" }],
])("what %s by now is looked at anew, and a person gets it where that changes nothing", async (name, now) => {
  const object = service(name.replaceAll(" ", "-"), now);
  await road.cluster.apply([object]);
  const ref = await refOfLive(object);
  script.propose(ref, {
    type: "SetServiceSelector",
    parameters: { from: { app: "a" }, to: { app: "b" }, basis: "a mistake" },
    isExclusive: true,
  });
  const { id } = await road.open(ref);
  for (let look = 0; look < 3; look += 1) {
    const after = await road.step(id);
    expect(after).toMatchObject({ status: "investigating", plan: null });
    expect(after.dueAt?.getTime()).toBeGreaterThan(after.openedAt.getTime());
  }
  const end = await road.step(id);
  expect(end).toMatchObject({
    status: "needs-person",
    handover: { sentence: expect.stringContaining("holds another value") },
  });
  expect(writesTo(road, object.metadata.name)).toEqual([]);
});

test("a Service that somebody deletes during its proof is theirs", async () => {
  const object = service("gone", { app: "a" });
  await road.cluster.apply([object]);
  const ref = await refOfLive(object);
  script.propose(ref, {
    type: "SetServiceSelector",
    parameters: { from: { app: "a" }, to: { app: "b" }, basis: "" },
    isExclusive: true,
  });
  const { id } = await road.open(ref);
  await road.drive(id, ({ status }) => status === "verifying");
  road.cluster.store.remove("services", "shop", "gone");
  await road.drive(id, ({ status }) => status !== "verifying");
  expect(await road.attempts(id)).toMatchObject([{ result: "superseded" }]);
});

test("the number of replicas under an autoscaler is the autoscaler's; from zero it is nobody's", async () => {
  const hpa = (name: string) => ({
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name: `${name}-scaler`, namespace: "shop" },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
      minReplicas: 1,
      maxReplicas: 3,
    },
  });
  for (const [name, from] of [
    ["scaled", 1],
    ["zero", 0],
  ] as const) {
    const deployment = plainDeployment(name);
    deployment.spec.replicas = from;
    await road.cluster.apply([deployment, hpa(name)]);
    const ref = await refOfLive(deployment);
    script.propose(ref, { type: "SetScale", parameters: { from, to: 2, basis: "" }, isExclusive: false });
    const { id } = await road.open(ref);
    const put = await road.drive(id, ({ status }) => status !== "investigating");
    if (from === 0) expect(put.status).toBe("awaiting-approval");
    else expect(put.handover?.sentence).toMatch(/HorizontalPodAutoscaler scaled-scaler sets the number of/);
  }
});

test.each([
  ["argocd.argoproj.io/instance", "shop", /Argo CD \(application shop\)/],
  ["kustomize.toolkit.fluxcd.io/name", "apps", /Flux \(apps\)/],
])("an object with the label %s is changed at its source, with the manifest", async (label, value, why) => {
  const name = `owned-${value}`;
  const object = service(name, { app: "a" });
  await road.cluster.apply([{ ...object, metadata: { ...object.metadata, labels: { [label]: value } } }]);
  const ref = await refOfLive(object);
  script.propose(ref, {
    type: "SetServiceSelector",
    parameters: { from: { app: "a" }, to: { app: "b" }, basis: "" },
    isExclusive: true,
  });
  const end = await driveApproved(road, ref);
  expect(end.handover?.sentence).toMatch(why);
  expect(end.handover?.nextSteps[0]?.manifest).toMatch(/kind: Service[\s\S]*app: b/);
  expect(writesTo(road, name)).toEqual([]);
});

test("a Service of a Helm release is repaired, and the note says until when", async () => {
  const object = service("chart", { app: "a" });
  const annotations = { "meta.helm.sh/release-name": "shop" };
  await road.cluster.apply([{ ...object, metadata: { ...object.metadata, annotations } }]);
  const ref = await refOfLive(object);
  script.propose(ref, {
    type: "SetServiceSelector",
    parameters: { from: { app: "a" }, to: { app: "b" }, basis: "" },
    isExclusive: false,
  });
  const { id } = await road.open(ref);
  const put = await road.drive(id, ({ status }) => status === "awaiting-approval");
  expect(put.plan?.notes.join()).toMatch(/release shop.*next helm upgrade undoes/);
});
