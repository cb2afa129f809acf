import { afterEach, expect, test } from "vitest";
import { recordLesson } from "../../src/incidents/experience/lesson-rows.ts";
import { workloadPattern } from "../../src/kubernetes/workload-pattern.ts";
import { loadPolicyFile } from "../../src/remediation/policy/load-policy.ts";
import { memoryCase } from "./support/memory-case.ts";
import { type Road, type RoadOptions, startRoad } from "./support/road.ts";
import { findingOf } from "./support/scripted-finding.ts";
import { killed, plainDeployment } from "./support/workloads.ts";

let road: Road;
afterEach(() => road.stop());

/** shop/web, which needs 150Mi and has 100Mi. */
async function hungry(options: RoadOptions = {}) {
  road = await startRoad({ rate: 60, ...options, settings: { verifySoakSeconds: 10, ...options.settings } });
  road.cluster.behave({ match: { workload: "web" }, behaviour: { kind: "needs-memory", mebibytes: 150 } });
  const ref = await killed(road, plainDeployment("web"));
  return { ref, id: (await road.open(ref)).id };
}

const lessons = async () =>
  (await road.db.selectFrom("lessons").selectAll().orderBy("at").execute()).map(
    ({ origin, action, result, proof, namespace }) => ({
      of: origin.split("/")[0],
      action,
      result,
      proof,
      namespace,
    }),
  );

const pastFailures = async (count: number, action = "SetMemoryLimit") => {
  const object = await road.object({
    apiVersion: "apps/v1",
    kind: "Deployment",
    namespace: "shop",
    name: "web",
  });
  for (let number = 0; number < count; number += 1)
    await recordLesson(road.db, {
      origin: `attempt/past-${number}`,
      cluster: "simulated",
      namespace: "shop",
      workload: "apps/Deployment/shop/web",
      cause: "memory-limit-too-low",
      action,
      shape: workloadPattern(object),
      result: "rolled-back",
      proof: null,
      at: road.clock.now(),
    });
};

test("a fix that held is one lesson, learned with its proof", async () => {
  const { id } = await hungry();
  await road.drive(id, ({ status }) => status === "closed");
  expect(await lessons()).toEqual([
    { of: "attempt", action: "SetMemoryLimit", result: "verified", proof: "full", namespace: "shop" },
  ]);
});

test("a change that did not hold is one lesson too, of the attempt's own end", async () => {
  const { id } = await hungry({ settings: { verifyTimeoutSeconds: 30 } });
  road.cluster.behave({
    match: { workload: "web", memoryLimitAtLeastMebibytes: 150 },
    behaviour: { kind: "crashes", afterMs: 100, exitCode: 1 },
  });
  await road.drive(id, ({ status }) => status === "needs-person");
  const ends = (await road.attempts(id)).map(({ result }) => result);
  expect(ends).not.toContain("verified");
  expect((await lessons()).map(({ result }) => result)).toEqual(ends);
});

test.each([
  ["a no with its reason", "we size it in Git", ["corrected"]],
  ["a no without one", "", []],
])("%s teaches what it may", async (_name, comment, results) => {
  const { id } = await hungry({ settings: { autonomy: "approve" } });
  const { plan } = await road.drive(id, ({ status }) => status === "awaiting-approval");
  const which = { incidentId: id, digest: plan?.digest ?? "" };
  await road.approvals.decide({ which, decision: "reject", by: "ada", door: "page", comment });
  expect((await lessons()).map(({ result }) => result)).toEqual(results);
});

test("what the policy denies is learned once an incident", async () => {
  const policy = loadPolicyFile(
    "apiVersion: kube-autofix.io/v1\nkind: Policy\nrules:\n  - {name: never, when: 'true', verdict: deny, reason: so}\n",
  );
  const { id } = await hungry({ policy });
  await road.drive(id, ({ status }) => status === "needs-person");
  expect((await lessons()).map(({ of, result }) => [of, result])).toEqual([["denied", "denied"]]);
});

test("what failed here three times of late asks a person, where it would have been done at once", async () => {
  const { id } = await hungry();
  await pastFailures(3);
  const asked = await road.drive(id, ({ status }) => ["awaiting-approval", "closed"].includes(status));
  expect(asked.plan).toMatchObject({ verdict: "approve", rule: "held-too-rarely" });
  expect(asked.plan?.reason).toContain("0 of 3 times here");
});

/** A return that others than this revision could answer, and a raise of memory that is automatic by itself. */
async function twoWays() {
  const { ref, id } = await hungry({
    diagnosis: { investigate: () => Promise.reject(new Error("scripted")) },
  });
  const object = await road.object(ref);
  const { template } = object.spec as { template: Record<string, unknown> };
  const to = { ...ref, kind: "ReplicaSet", name: "web-1" };
  const rollback = {
    to,
    toRevision: 1,
    fromRevision: 2,
    ranSeconds: 9_000,
    why: "it ran",
    isExclusive: false,
  };
  const older = structuredClone(template) as { metadata: { annotations?: object } };
  older.metadata.annotations = { earlier: "yes" };
  const finding = findingOf(ref, {
    cause: "memory-limit-too-low",
    memory: memoryCase(),
    rollback: { ...rollback, template: older },
  });
  const diagnosed = { text: "found", input: {}, output: {} };
  await road.store.withClaim("finding.commit", await road.claimOf(id), async (tx) => {
    await tx.advance({ type: "diagnosed", finding }, diagnosed);
  });
  const propose = async () => {
    await road.remediation.propose({ claim: await road.claimOf(id), signal: road.signal });
    const { status, plan } = await road.read(id);
    return { status, action: plan?.actions[0]?.type, verdict: plan?.verdict };
  };
  return { propose };
}

test("of two ways the one that is known to fail gives place", async () => {
  const { propose } = await twoWays();
  expect(await propose()).toMatchObject({ action: "RollBackRevision", verdict: "approve" });
});

test("the other way is put before a person, as the first would have been: an order never widens a verdict", async () => {
  const { propose } = await twoWays();
  await pastFailures(3, "RollBackRevision");
  expect(await propose()).toEqual({
    status: "awaiting-approval",
    action: "SetMemoryLimit",
    verdict: "approve",
  });
});
