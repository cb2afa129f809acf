import { afterEach, expect, test } from "vitest";
import { observedLines } from "../../src/cli/observed.ts";
import { readObserved, sumObserved } from "../../src/incidents/experience/observed-report.ts";
import { emptyPolicy } from "../../src/remediation/policy/policy.ts";
import { readReview } from "../../src/remediation/policy/review/read-review.ts";
import { misconfiguredBy } from "./support/config-case.ts";
import { approve, isOver, isPut, writesTo } from "./support/repair-road.ts";
import { limitOf, type Road, type RoadOptions, refTo, startRoad } from "./support/road.ts";
import { scriptedDiagnosis } from "./support/scripted-finding.ts";
import { killed, plainDeployment } from "./support/workloads.ts";

let road: Road;
afterEach(() => road.stop());

async function hungry({ settings, ...more }: RoadOptions) {
  road = await startRoad({ rate: 60, settings: { verifySoakSeconds: 10, ...settings }, ...more });
  road.cluster.behave({ match: { workload: "web" }, behaviour: { kind: "needs-memory", mebibytes: 150 } });
  const ref = await killed(road, plainDeployment("web"));
  return { ref, id: (await road.open(ref)).id };
}

const patchesSent = () =>
  road.cluster
    .requests()
    .filter(({ verb }) => verb === "patch")
    .map(({ resource, dryRun, code }) => `${resource} ${dryRun ? "dry run" : "WRITE"} ${code}`);
const eventsSent = () =>
  road.cluster.requests().filter(({ verb, resource }) => verb === "create" && resource === "events");
const countOf = async (metric: "attempts" | "incidentsClosed") =>
  (await road.metrics[metric].get()).values
    .filter(({ value }) => value > 0)
    .map(({ labels }) => Object.values(labels).join(" "));

test("a service that runs dry takes a change as far as the API server's dry run, and counts none as repaired", async () => {
  const { id, ref } = await hungry({ settings: { isDryRun: true } });
  const end = await road.drive(id, isOver);
  expect(end).toMatchObject({ status: "closed", outcome: "observed", plan: { verdict: "auto" } });
  expect(end.summary).toContain("dry run: the API server would have taken the change");
  expect(end.plan?.notes).toContain(
    "the service runs dry: whatever is decided, nothing is written to the cluster",
  );
  expect(await road.attempts(id)).toMatchObject([
    { result: "dry-run", proof: null, steps: [], appliedAt: null, failure: null },
  ]);
  expect(patchesSent()).toEqual(["deployments.apps dry run 200"]);
  expect(eventsSent()).toEqual([]);
  expect(limitOf(await road.object(ref))).toBe("100Mi");
  expect(await road.db.selectFrom("lessons").selectAll().execute()).toEqual([]);
  expect(await road.db.selectFrom("ledger_fields").selectAll().execute()).toEqual([]);
  expect(await countOf("attempts")).toEqual(["SetMemoryLimit dry-run"]);
  expect(await countOf("incidentsClosed")).toEqual(["memory-limit-too-low observed"]);

  // Judged later, as what was only observed is.
  await road.until(async () => {
    await road.step(id);
    return (await readObserved(road.db, new Date(0))).some(({ judgedAt }) => judgedAt !== null);
  });
  const all = await readObserved(road.db, new Date(0));
  expect(all).toMatchObject([{ incidentId: id, verdict: "auto", isDryRun: true, end: "goes-on" }]);
  const until = road.clock.now();
  const { rules } = await readReview(road.db, { policy: emptyPolicy(), since: new Date(0), until });
  expect(rules).toMatchObject([{ verdicts: { auto: 1 }, results: { "observed-goes-on": 1 } }]);
  expect(observedLines(30, { sums: sumObserved(all), incidents: all }).join("\n")).toMatch(
    /auto by [a-z-]+, dry run: .* -> goes-on/,
  );
});

test("a person is asked as ever, and a yes leads to the dry run alone", async () => {
  const { id } = await hungry({ settings: { isDryRun: true, autonomy: "approve" } });
  const put = await road.drive(id, isPut);
  expect(put).toMatchObject({ status: "awaiting-approval" });
  expect(patchesSent()).toEqual([]);
  await approve(road, put);
  expect(await road.drive(id, isOver)).toMatchObject({ outcome: "observed" });
  expect(patchesSent()).toEqual(["deployments.apps dry run 200"]);
});

test("both parts of a plan that sets a ConfigMap's value are tried, and neither is written", async () => {
  const script = scriptedDiagnosis();
  const { diagnosis } = script;
  road = await startRoad({ rate: 60, diagnosis, settings: { verifySoakSeconds: 10, isDryRun: true } });
  const { workload } = await misconfiguredBy(road, script, { name: "web", to: "json" });
  const { id } = await road.open(workload);
  await approve(road, await road.drive(id, isPut));
  expect(await road.drive(id, isOver)).toMatchObject({ outcome: "observed" });
  expect(patchesSent()).toEqual(["configmaps dry run 200", "deployments.apps dry run 200"]);
});

test("what is made anew or run again is made as a dry run alone", async () => {
  const script = scriptedDiagnosis();
  const { diagnosis } = script;
  road = await startRoad({ rate: 60, diagnosis, settings: { verifySoakSeconds: 10, isDryRun: true } });
  await road.cluster.apply([plainDeployment("web")]);
  const ref = { apiVersion: "v1", kind: "Service", namespace: "shop", name: "web", uid: "" };
  const manifest = { spec: { selector: { app: "web" }, ports: [{ port: 80 }] } };
  script.propose(ref, {
    type: "RecreateService",
    parameters: { manifest, basis: "" },
    isExclusive: false,
  });
  const { id } = await road.open(ref);
  await approve(road, await road.drive(id, isPut));
  expect(await road.drive(id, isOver)).toMatchObject({ outcome: "observed" });
  const made = road.cluster
    .requests()
    .filter(({ verb, resource }) => verb === "create" && resource === "services");
  expect(made).toMatchObject([{ dryRun: true, code: 201 }]);
  expect(road.cluster.store.list("services", "shop")).toEqual([]);
});

/** Requests that would end a pod, however they are asked for. */
const endings = () =>
  road.cluster
    .requests()
    .filter(({ verb, subresource }) => verb === "delete" || subresource === "eviction")
    .map(({ verb, dryRun, code }) => `${verb} ${dryRun ? "dry run" : "WRITE"} ${code}`);
const podsOf = () => road.cluster.store.list("pods", "shop").map(({ metadata }) => metadata.uid);

test("an eviction is asked for as a dry run alone, and the pod stays", async () => {
  const script = scriptedDiagnosis();
  const { diagnosis } = script;
  road = await startRoad({ rate: 60, diagnosis, settings: { verifySoakSeconds: 10, isDryRun: true } });
  road.cluster.behave({ match: { workload: "web" }, behaviour: { kind: "never-ready" } });
  await road.cluster.apply([plainDeployment("web")]);
  await road.until(async () =>
    road.cluster.store.list("pods", "shop").some(({ status }) => JSON.stringify(status).includes("Running")),
  );
  const [pod] = road.cluster.store.list("pods", "shop");
  if (pod === undefined) throw new Error("no pod");
  const ref = refTo(await road.object(refTo(plainDeployment("web"))));
  const parameters = { pod: pod.metadata.name, uid: pod.metadata.uid, basis: "it hangs" };
  script.propose(ref, { type: "EvictPod", parameters, isExclusive: true });
  const before = podsOf();
  const { id } = await road.open(ref);
  await approve(road, await road.drive(id, isPut));
  expect(await road.drive(id, isOver)).toMatchObject({ outcome: "observed" });
  expect(endings()).toEqual(["create dry run 201"]);
  expect(podsOf()).toEqual(before);
});

test("pods that a change would have to delete after it stay, for the change does not stand", async () => {
  const { metadata, spec } = plainDeployment("web");
  const set = { apiVersion: "apps/v1", kind: "StatefulSet", metadata, spec: { ...spec, serviceName: "web" } };
  road = await startRoad({ rate: 60, settings: { verifySoakSeconds: 10, isDryRun: true } });
  road.cluster.behave({ match: { workload: "web" }, behaviour: { kind: "needs-memory", mebibytes: 150 } });
  const { id } = await road.open(await killed(road, set));
  const before = podsOf();
  const end = await road.drive(id, isOver);
  expect(end).toMatchObject({ outcome: "observed" });
  expect(end.plan?.actions.map(({ type }) => type)).toEqual(["SetMemoryLimit", "ReplaceStuckPods"]);
  expect(patchesSent()).toEqual(["statefulsets.apps dry run 200"]);
  expect(endings()).toEqual([]);
  expect(podsOf()).toEqual(before);
});

test("where a step would write all the same, the connection lets nothing out", async () => {
  const { id, ref } = await hungry({ writesNothing: true });
  const end = await road.drive(id, isOver);
  expect(patchesSent()).not.toContain("deployments.apps WRITE 200");
  expect(end).toMatchObject({ status: "needs-person" });
  const attempts = await road.attempts(id);
  expect(new Set(attempts.map(({ result }) => result))).toEqual(new Set(["refused"]));
  expect(attempts[0]?.failure).toContain("the service runs dry (DRY_RUN) and writes nothing");
  expect(new Set(patchesSent())).toEqual(new Set(["deployments.apps dry run 200"]));
  expect(writesTo(road, "web")).toEqual([]);
  expect(limitOf(await road.object(ref))).toBe("100Mi");
});

test("what was applied before is not put back once the service runs dry", async () => {
  const { id, ref } = await hungry({});
  await road.drive(id, ({ status }) => status === "verifying");
  const before = patchesSent().length;
  await road.store.withClaim("verify.commit", await road.claimOf(id), async (tx) => {
    await tx.advance(
      { type: "failed", reason: "it does not start", next: "return" },
      { text: "failed", input: {}, output: {} },
    );
  });
  road.settings.isDryRun = true;
  const told = await road.drive(id, isOver);
  expect(told.handover?.sentence).toContain("could not be put back: the service runs dry by now");
  expect(patchesSent()).toHaveLength(before);
  expect(limitOf(await road.object(ref))).toBe("200Mi");
});
