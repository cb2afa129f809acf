import { afterEach, expect, test } from "vitest";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import type { BehaviourRule } from "../../src/simulation/kubelet/behaviour.ts";
import { limitOf, type Road, type RoadOptions, startRoad } from "./support/road.ts";
import { killed, plainDeployment } from "./support/workloads.ts";

let road: Road;
afterEach(() => road.stop());

interface Story {
  workload: KubernetesObject;
  behaviour: BehaviourRule["behaviour"];
}

const endsSooner = { kind: "crashes", afterMs: 100, exitCode: 1 } as const;

/** Killed below 150Mi, and ended by itself sooner from there on: the raise makes it no better. */
async function noBetter(
  settings = {},
  more: Pick<RoadOptions, "at"> = {},
  { workload = plainDeployment("web"), behaviour = endsSooner }: Partial<Story> = {},
) {
  road = await startRoad({ rate: 60, settings: { verifyTimeoutSeconds: 30, ...settings }, ...more });
  road.cluster.behave({ match: { workload: "web" }, behaviour: { kind: "needs-memory", mebibytes: 150 } });
  road.cluster.behave({
    match: { workload: "web", memoryLimitAtLeastMebibytes: 150 },
    behaviour,
  });
  const ref = await killed(road, workload);
  const { id } = await road.open(ref);
  return { ref, id };
}

test("a change that serves no better is put back field by field, verified, and a person gets it", async () => {
  const { ref, id } = await noBetter();
  await road.drive(id, ({ status }) => status === "rolling-back");
  expect(limitOf(await road.object(ref))).toBe("200Mi");
  const ended = await road.drive(id, ({ status }) => status === "needs-person");
  const object = await road.object(ref);
  expect(limitOf(object)).toBe("100Mi");
  expect(object.metadata.annotations?.["kube-autofix.io/attempt"]).toBeUndefined();
  expect((await road.attempts(id)).map(({ result }) => result)).toEqual(["rolled-back"]);
  expect(ended.handover?.tried[0]).toContain("attempt 1");
});

test("a field that somebody else wrote meanwhile is not put back, and the person is told what stands where", async () => {
  const { ref, id } = await noBetter();
  await road.drive(id, ({ status }) => status === "rolling-back");
  const foreign = plainDeployment("web");
  const [container] = foreign.spec.template.spec.containers;
  if (container !== undefined) container.resources.limits.memory = "333Mi";
  await road.cluster.apply([foreign]);
  const ended = await road.drive(id, ({ status }) => status === "needs-person");
  expect(limitOf(await road.object(ref))).toBe("333Mi");
  expect((await road.attempts(id)).map(({ result }) => result)).toEqual(["rollback-failed"]);
  const told = ended.handover?.nextSteps.map(({ text }) => text).join("\n");
  expect(told).toContain('was "100Mi", was set to "200Mi" and holds "333Mi"');
});

test("somebody else's rollout while the proof runs makes the attempt superseded", async () => {
  const { id } = await noBetter({ verifyTimeoutSeconds: 300 }, {}, { behaviour: { kind: "never-ready" } });
  await road.drive(id, ({ status }) => status === "verifying");
  const foreign = plainDeployment("web");
  const [container] = foreign.spec.template.spec.containers;
  if (container !== undefined) container.resources.limits.memory = "333Mi";
  await road.cluster.apply([foreign]);
  await road.drive(id, ({ status }) => status === "investigating");
  expect((await road.attempts(id)).map(({ result }) => result)).toEqual(["superseded"]);
});

test("the ledger knows the value that a return wrote, also after a crash right behind it", async () => {
  let hasCrashed = false;
  const at: RoadOptions["at"] = (instant) => {
    if (instant !== "return.patch:after" || hasCrashed) return;
    hasCrashed = true;
    throw new Error("crash");
  };
  const { id } = await noBetter({}, { at });
  const isEnded = ({ status }: { status: string }) => status === "needs-person";
  await expect(road.drive(id, isEnded)).rejects.toThrow("crash");
  await road.drive(id, isEnded);
  const fields = await road.db.selectFrom("ledger_fields").selectAll().execute();
  const limit = fields.find(({ path }) => path.endsWith("limits/memory"));
  expect(limit).toMatchObject({ foreign_value: "100Mi", our_value: "100Mi", changes: 1 });
});

test("a StatefulSet's pod of the failed revision goes with the return, and the workload is told", async () => {
  const { metadata, spec } = plainDeployment("web");
  const set = { apiVersion: "apps/v1", kind: "StatefulSet", metadata, spec: { ...spec, serviceName: "web" } };
  const { ref, id } = await noBetter({}, {}, { workload: set });
  await road.drive(id, ({ status }) => status === "needs-person");
  expect((await road.attempts(id)).map(({ result }) => result)).toEqual(["rolled-back"]);
  const list = (kind: string) =>
    road.reader.list({ apiVersion: "v1", kind }, { namespace: ref.namespace }, road.signal);
  const limits = (await list("Pod")).items.map(({ spec: of }) =>
    limitOf({ spec: { template: { spec: of } } } as unknown as KubernetesObject),
  );
  expect(limits).toEqual(["100Mi"]);
  const reasons = (await list("Event")).items.map(({ reason }) => reason);
  expect(reasons).toContain("AutofixRolledBack");
});

test("a change that ends the kills is kept where the pods then fail to become ready for another reason", async () => {
  const { ref, id } = await noBetter({}, {}, { behaviour: { kind: "never-ready" } });
  await road.drive(id, ({ status }) => status === "verifying");
  await road.drive(id, ({ status }) => status !== "verifying");
  expect((await road.attempts(id)).map(({ result }) => result)).toEqual(["kept"]);
  expect(limitOf(await road.object(ref))).toBe("200Mi");
});
