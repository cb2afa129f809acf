import { afterEach, expect, test } from "vitest";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { valueAt } from "../../src/kubernetes/json-patch-apply.ts";
import type { BehaviourRule } from "../../src/simulation/kubelet/behaviour.ts";
import { driveApproved } from "./support/repair-road.ts";
import { type Road, refTo, startRoad } from "./support/road.ts";
import { plainDeployment } from "./support/workloads.ts";

let road: Road;
afterEach(() => road.stop());

const GOOD = "registry.example.org/web:1";
const BAD = "registry.example.org/web:2";
const IMAGE = "/spec/template/spec/containers/0/image";

function statefulSet(): KubernetesObject {
  const { spec, metadata } = plainDeployment("web");
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata,
    spec: { ...spec, replicas: 2, serviceName: "web" },
  };
}

const crashes: BehaviourRule["behaviour"] = {
  kind: "crashes",
  afterMs: 2000,
  exitCode: 1,
  log: ["panic: nil map"],
};

test.each<[string, KubernetesObject, BehaviourRule["behaviour"]]>([
  ["a Deployment whose new image crashes", plainDeployment("web"), crashes],
  ["a StatefulSet whose new revision never becomes ready", statefulSet(), { kind: "never-ready" }],
])("%s goes back to the revision that ran, which is proven", async (_what, workload, behaviour) => {
  road = await startRoad({
    rate: 60,
    settings: { verifySoakSeconds: 20, verifyTimeoutSeconds: 300 },
  });
  road.cluster.behave({ match: { image: BAD }, behaviour });
  await road.cluster.apply([workload]);
  const ref = refTo(await road.object(refTo(workload)));
  const replicas = (workload.spec as { replicas: number }).replicas;
  const isReady = async () => valueAt(await road.object(ref), "/status/readyReplicas") === replicas;
  await road.until(isReady);
  await road.clock.sleep(120_000, road.signal);
  const release = structuredClone(workload);
  const [container] = valueAt(release, "/spec/template/spec/containers") as { image: string }[];
  if (container === undefined) throw new Error("no container");
  container.image = BAD;
  await road.cluster.apply([release]);
  await road.clock.sleep(60_000, road.signal);
  const end = await driveApproved(road, ref);
  expect(await road.attempts(end.id)).toMatchObject([
    {
      result: "verified",
      failure: null,
      plan: { actions: [{ type: "RollBackRevision" }, ...more(workload)] },
    },
  ]);
  expect(end).toMatchObject({ status: "closed", outcome: "fixed" });
  expect(valueAt(await road.object(ref), IMAGE)).toBe(GOOD);
  expect(await isReady()).toBe(true);
});

/** The controller of an ordered set waits for the pod that never becomes ready: it is deleted. */
function more({ kind }: KubernetesObject): object[] {
  return kind === "StatefulSet" ? [{ type: "ReplaceStuckPods" }] : [];
}

test("a release that its author mends while it is looked at is not undone", async () => {
  const mended = "registry.example.org/web:3";
  const release = (image: string) => {
    const made = structuredClone(plainDeployment("web"));
    for (const container of made.spec.template.spec.containers) container.image = image;
    return made;
  };
  let looks = 0;
  road = await startRoad({
    rate: 60,
    settings: { verifySoakSeconds: 20, verifyTimeoutSeconds: 300 },
    afterLook: async () => {
      looks += 1;
      if (looks === 1) await road.cluster.apply([release(mended)]);
    },
  });
  road.cluster.behave({ match: { image: BAD }, behaviour: crashes });
  await road.cluster.apply([release(GOOD)]);
  const ref = refTo(await road.object(refTo(plainDeployment("web"))));
  await road.until(async () => valueAt(await road.object(ref), "/status/readyReplicas") === 1);
  await road.clock.sleep(120_000, road.signal);
  await road.cluster.apply([release(BAD)]);
  await road.clock.sleep(60_000, road.signal);
  const { id } = await road.open(ref);
  const later = await road.drive(id, ({ status }) => looks === 3 || status !== "investigating");
  expect(later).toMatchObject({ status: "investigating", plan: null });
  expect(valueAt(await road.object(ref), IMAGE)).toBe(mended);
});
