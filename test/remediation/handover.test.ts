import { afterAll, beforeAll, expect, test } from "vitest";
import { OperationError } from "../../src/core/errors.ts";
import { CAUSE_NAMES } from "../../src/domain/cause.ts";
import { handoverSchema } from "../../src/domain/handover.ts";
import { readImpact } from "../../src/remediation/facts/read-impact.ts";
import { handover } from "../../src/remediation/handover.ts";
import { memoryCase } from "./support/memory-case.ts";
import { driveApproved, writesTo } from "./support/repair-road.ts";
import { type Road, refTo, startRoad } from "./support/road.ts";
import { findingOf, scriptedDiagnosis } from "./support/scripted-finding.ts";
import { plainDeployment } from "./support/workloads.ts";

const ref = (kind: string, namespace = "shop") => ({
  apiVersion: "v1",
  kind,
  namespace,
  name: "web",
  uid: "u",
});
const openedAt = new Date("2026-01-01T03:04:05Z");
const script = scriptedDiagnosis();
let road: Road;

beforeAll(async () => {
  road = await startRoad({ rate: 60, diagnosis: script.diagnosis });
});
afterAll(() => road.stop());

test.each(CAUSE_NAMES)("of the cause %s, names object, cause and time, and what to do next", (cause) => {
  const finding = findingOf(ref("Deployment"), { cause, sentence: "the port is wrong" });
  const given = handover({
    incident: { subject: ref("Service"), finding, summary: "", openedAt },
    why: "nothing is changed",
    affected: [],
    attempts: [],
    nextSteps: [],
  });
  expect(given.sentence).toBe(
    `Deployment shop/web: the port is wrong (cause ${cause}, since 2026-01-01 03:04 UTC) — nothing is changed`,
  );
  expect(given.nextSteps.length).toBeGreaterThanOrEqual(3);
  for (const { command } of given.nextSteps) expect(command).toMatch(/^kubectl [a-z]/);
});

test("what was given before these fields were known is still a hand-over", () => {
  const old = { sentence: "s", evidence: [], tried: [], nextSteps: [] };
  expect(handoverSchema.parse(old)).toEqual(old);
});

test("a secret in a log or in an advice is in no part of it", () => {
  const finding = findingOf(ref("Pod"), {
    sentence: "it says password=hunter2hunter2",
    advice: [{ text: "look for token=hunter2hunter2" }],
    ruledOut: [{ cause: "x", why: "api_key=hunter2hunter2" }],
  });
  const given = handover({
    incident: { subject: ref("Pod"), finding, summary: "", openedAt },
    why: "secret=hunter2hunter2",
    affected: ["password=hunter2hunter2"],
    attempts: [],
    nextSteps: [],
  });
  expect(JSON.stringify(given)).not.toContain("hunter2");
});

test("a person gets who is affected, the advice before where to look, and nothing twice", async () => {
  const deployment = plainDeployment("front");
  const look = "kubectl describe deployment/front --namespace shop";
  await road.cluster.apply([
    deployment,
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "front-svc", namespace: "shop" },
      spec: { selector: { app: "front" }, ports: [{ port: 80 }] },
    },
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "front-in", namespace: "shop" },
      spec: {
        rules: [
          {
            host: "front.example.org",
            http: {
              paths: [{ path: "/", backend: { service: { name: "front-svc", port: { number: 80 } } } }],
            },
          },
        ],
      },
    },
  ]);
  const object = refTo(await road.object(refTo(deployment)));
  const advice = [
    { text: "Fix it so", command: "kubectl fix" },
    { text: "Look", command: look },
  ];
  script.find(object, findingOf(object, { cause: "application-crash", advice }));
  const end = await driveApproved(road, object);
  expect(end.status).toBe("needs-person");
  const { affected = [], nextSteps = [], since } = end.handover ?? {};
  expect(affected.join("; ")).toMatch(
    /of 1 replicas are ready; Service shop\/front-svc: .*; Ingress shop\/front-in \(front.example.org\)/,
  );
  expect(nextSteps[0]).toEqual(advice[0]);
  expect(nextSteps.filter(({ command }) => command === look)).toHaveLength(1);
  expect(since).toBe(end.openedAt.toISOString());
});

test("what could not be put back as it was is not changed: the database keeps no NUL", async () => {
  const annotations = { "kubernetes.io/change-cause": "by \0 hand" };
  const deployment = plainDeployment("blank", { annotations });
  await road.cluster.apply([deployment]);
  const object = refTo(await road.object(refTo(deployment)));
  script.find(object, findingOf(object, { cause: "memory-limit-too-low", memory: memoryCase() }));
  const end = await driveApproved(road, object);
  expect(end.status).toBe("needs-person");
  expect(end.handover?.sentence).toContain("could not be put back as it was");
  expect(writesTo(road, "blank")).toEqual([]);
});

test("who is affected by what cannot be read is not known, and that is said", async () => {
  const unavailable = () =>
    Promise.reject(new OperationError("no answer", { reason: "unavailable", retryable: true }));
  const lines = await readImpact({ ...road.reader, get: unavailable }, ref("Deployment"), road.signal);
  expect(lines).toEqual([expect.stringMatching(/could not be read: no answer/)]);
});
