import { afterAll, beforeAll, expect, test } from "vitest";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { budgetRefusal } from "../../src/remediation/facts/read-eviction.ts";
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

async function stuck(name: string, more: object[] = []) {
  const deployment = plainDeployment(name);
  road.cluster.behave({ match: { workload: name }, behaviour: { kind: "never-ready" } });
  await road.cluster.apply([deployment, ...more]);
  const podsOf = async () => {
    const { items } = await road.reader.list(
      { apiVersion: "v1", kind: "Pod" },
      { namespace: "shop", labelSelector: `app=${name}` },
      road.signal,
    );
    return items;
  };
  await road.until(async () => (await podsOf()).some(({ status }) => phaseOf(status) === "Running"));
  const [pod] = await podsOf();
  if (pod === undefined) throw new Error("no pod");
  const ref = refTo(await road.object(refTo(deployment)));
  script.propose(ref, {
    type: "EvictPod",
    parameters: { pod: pod.metadata.name, uid: pod.metadata.uid ?? "", basis: "it hangs" },
    isExclusive: true,
  });
  return { ref, pod };
}

const phaseOf = (status: unknown) => (status as { phase?: string } | undefined)?.phase;
const budget = (name: string) => ({
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: { name, namespace: "shop" },
  spec: { minAvailable: 1, selector: { matchLabels: { app: name } } },
});

test("a stuck pod is evicted by its UID, once, and its replacement proves it", async () => {
  const { ref, pod } = await stuck("hangs");
  road.cluster.behave({ match: { workload: "hangs" }, behaviour: { kind: "runs-well" } });
  const end = await driveApproved(road, ref);
  expect(end).toMatchObject({ status: "closed", outcome: "fixed" });
  expect(await road.attempts(end.id)).toMatchObject([
    { result: "verified", preImage: { metadata: { uid: ref.uid } } },
  ]);
  expect(writesTo(road, pod.metadata.name)).toHaveLength(1);
  const { items } = await road.reader.list(
    { apiVersion: "v1", kind: "Event" },
    { namespace: "shop" },
    road.signal,
  );
  expect(items.map(({ reason }) => reason)).toContain("AutofixVerified");
});

test("a replacement that is stuck too proves nothing; there is no way back, and a person gets it", async () => {
  const { ref } = await stuck("stays");
  const end = await driveApproved(road, ref);
  expect(end.status).toBe("needs-person");
  expect(await road.attempts(end.id)).toMatchObject([{ result: "kept" }]);
  expect(end.handover?.tried.join()).toMatch(/evict pod stays-.*kept/);
});

test("an unready pod of a disrupted budget is not evicted, and the budget is named", async () => {
  const { ref, pod } = await stuck("budgeted", [budget("budgeted")]);
  const end = await driveApproved(road, ref);
  expect(end.status).toBe("needs-person");
  expect(end.handover?.sentence).toMatch(/disruption budget budgeted needs 1 healthy pods and has 0/);
  expect(writesTo(road, pod.metadata.name)).toEqual([]);
});

const podOf = (isReady: boolean, phase = "Running"): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "p", labels: { app: "web" } },
  spec: { containers: [] },
  status: { phase, conditions: [{ type: "Ready", status: isReady ? "True" : "False" }] },
});
const budgetOf = (status: object, spec: object = {}): KubernetesObject => ({
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: { name: "b" },
  spec: { selector: { matchLabels: { app: "web" } }, ...spec },
  status,
});
const met = { currentHealthy: 2, desiredHealthy: 2, disruptionsAllowed: 0 };
const room = { currentHealthy: 3, desiredHealthy: 2, disruptionsAllowed: 1 };
const broken = { currentHealthy: 1, desiredHealthy: 2, disruptionsAllowed: 0 };

test.each<[string, KubernetesObject, KubernetesObject[], boolean]>([
  ["a ready pod where the budget has room", podOf(true), [budgetOf(room)], true],
  ["a ready pod where it has none", podOf(true), [budgetOf(met)], false],
  ["an unready pod while the budget is met", podOf(false), [budgetOf(met)], true],
  ["an unready pod while it is disrupted", podOf(false), [budgetOf(broken)], false],
  [
    "an unready pod under AlwaysAllow",
    podOf(false),
    [budgetOf(broken, { unhealthyPodEvictionPolicy: "AlwaysAllow" })],
    true,
  ],
  ["a pod that is still Pending", podOf(false, "Pending"), [budgetOf(broken)], true],
  ["a pod of two budgets", podOf(true), [budgetOf(room), budgetOf(room)], false],
  [
    "a pod that no budget selects",
    podOf(true),
    [budgetOf(met, { selector: { matchLabels: { app: "x" } } })],
    true,
  ],
  ["a pod under a budget for all pods", podOf(true), [budgetOf(met, { selector: {} })], false],
])("%s may be evicted: as the API server answers", (_what, pod, budgets, isAllowed) => {
  expect(budgetRefusal(pod, budgets) === undefined).toBe(isAllowed);
});
