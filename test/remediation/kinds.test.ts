import { afterEach, expect, test } from "vitest";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { usedRights } from "../support/rights.ts";
import { limitOf, type Road, type RoadOptions, startRoad } from "./support/road.ts";
import { killed, plainDeployment } from "./support/workloads.ts";

let road: Road;
afterEach(() => road.stop());

const isOver = ({ status }: { status: string }) => status === "closed" || status === "needs-person";

async function needs150(workload: KubernetesObject, options: RoadOptions = {}) {
  road = await startRoad({ rate: 60, ...options });
  road.cluster.behave({
    match: { workload: workload.metadata.name },
    behaviour: { kind: "needs-memory", mebibytes: 150, afterMs: 1000 },
  });
  const ref = await killed(road, workload);
  const { id } = await road.open(ref);
  return { ref, id };
}

function statefulSet(): KubernetesObject {
  const { spec, metadata } = plainDeployment("db");
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata,
    spec: { ...spec, replicas: 2, serviceName: "db" },
  };
}

test("a StatefulSet that waits for its killed pod is healed by deleting exactly that pod", async () => {
  const { ref, id } = await needs150(statefulSet());
  const closed = await road.drive(id, isOver);
  expect(closed.handover?.sentence).toBeUndefined();
  expect(closed).toMatchObject({ status: "closed", outcome: "fixed" });
  expect(closed.plan?.actions.map(({ type }) => type)).toEqual(["SetMemoryLimit", "ReplaceStuckPods"]);
  expect(limitOf(await road.object(ref))).toBe("200Mi");
  expect(usedRights(road.cluster.requests())).toContain("patch statefulsets.apps");
  const deletions = road.cluster.requests().filter(({ verb }) => verb === "delete");
  expect(deletions.length).toBeLessThanOrEqual(4);
  expect(deletions.map(({ dryRun }) => dryRun)).toEqual(deletions.map((_, index) => index % 2 === 0));
  for (const { body } of deletions)
    expect(body).toMatchObject({ preconditions: { uid: expect.any(String) } });
});

test("a pod that comes to block the rollout only while the change is proven is deleted then", async () => {
  let dryRuns = 0;
  const at = (instant: string) => {
    dryRuns += instant === "apply.dry-run:before" ? 1 : 0;
    // The first is of the patch, the second of the pod.
    if (instant === "apply.dry-run:before" && dryRuns === 2) throw new Error("crash");
  };
  const { id } = await needs150(statefulSet(), { at });
  await expect(road.drive(id, isOver)).rejects.toThrow("crash");
  // As if the pod had been ready, for a moment, when the stuck ones were looked for.
  const steps = JSON.stringify(["apply:0", "apply:1"]);
  await road.db.updateTable("attempts").set({ steps }).execute();
  const closed = await road.drive(id, isOver);
  expect((await road.attempts(id)).map(({ result }) => result)).toEqual(["verified"]);
  expect(closed).toMatchObject({ status: "closed", outcome: "fixed" });
  const { text } = await road.db
    .selectFrom("audit")
    .select("text")
    .where("incident_id", "=", id)
    .where("text", "like", "deleted, for the rollout waits%")
    .executeTakeFirstOrThrow();
  expect(text).toMatch(/: db-\d(, db-\d)*$/);
});

test.each([
  ["OnDelete", { updateStrategy: { type: "OnDelete" } }],
  ["partition", { updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 1 } } }],
])("a StatefulSet whose strategy holds the change back (%s) goes to a person", async (word, more) => {
  const set = statefulSet();
  const { ref, id } = await needs150({ ...set, spec: { ...(set.spec as object), ...more } });
  const ended = await road.drive(id, isOver);
  expect(ended.handover?.sentence).toContain(word);
  expect(limitOf(await road.object(ref))).toBe("100Mi");
});

test.each([
  ["Argo CD", { annotations: { "argocd.argoproj.io/tracking-id": "shop:apps/Deployment:shop/web" } }],
  ["Flux", { labels: { "kustomize.toolkit.fluxcd.io/name": "shop" } }],
  [
    "controls this object",
    {
      ownerReferences: [
        { apiVersion: "example.org/v1", kind: "Shop", name: "shop", uid: "u-1", controller: true },
      ],
    },
  ],
])(
  "an object that somebody would set back (%s) is handed over with the manifest's change",
  async (word, more) => {
    const { ref, id } = await needs150(plainDeployment("web", more));
    const ended = await road.drive(id, isOver);
    expect(ended.status).toBe("needs-person");
    expect(ended.handover?.sentence).toContain(word);
    expect(ended.handover?.nextSteps[0]?.manifest).toContain("memory: 200Mi");
    expect(limitOf(await road.object(ref))).toBe("100Mi");
  },
);

test("what Helm installed is repaired, and the plan says what the next upgrade does", async () => {
  const { id } = await needs150(
    plainDeployment("web", { annotations: { "meta.helm.sh/release-name": "shop" } }),
  );
  const closed = await road.drive(id, isOver);
  expect(closed.outcome).toBe("fixed");
  expect(closed.plan?.notes.join()).toContain("helm upgrade undoes");
});

test("autonomy observe stores the plan and changes nothing", async () => {
  const { ref, id } = await needs150(plainDeployment("web"), { settings: { autonomy: "observe" } });
  const closed = await road.drive(id, isOver);
  expect(closed).toMatchObject({ outcome: "observed", plan: { verdict: "auto", autonomy: "observe" } });
  expect(limitOf(await road.object(ref))).toBe("100Mi");
});

test("a kill of the fixed revision within the watch reopens the incident as a failed attempt", async () => {
  const { ref, id } = await needs150(plainDeployment("web"));
  await road.drive(id, isOver);
  road.cluster.behave({ match: { workload: "web" }, behaviour: { kind: "needs-memory", mebibytes: 300 } });
  const { items } = await road.reader.list(
    { apiVersion: "v1", kind: "Pod" },
    { namespace: "shop" },
    road.signal,
  );
  await Promise.all(items.map((pod) => deletePod(pod)));
  await road.until(async () => {
    const { items: now } = await road.reader.list(
      { apiVersion: "v1", kind: "Pod" },
      { namespace: ref.namespace },
      road.signal,
    );
    return now.some((pod) => JSON.stringify(pod.status).includes("OOMKilled"));
  });
  const reopened = await road.step(id);
  expect(reopened.status).toBe("investigating");
  expect((await road.attempts(id)).map(({ result }) => result)).toEqual(["recurred"]);
});

async function deletePod(pod: KubernetesObject): Promise<void> {
  const { name, namespace = "", uid = "" } = pod.metadata;
  await road.writer.deletePod({ pod: { name, namespace, uid }, dryRun: false }, road.signal);
}
