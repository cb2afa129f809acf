import { afterEach, expect, test } from "vitest";
import { classicDeployment, limitOf, type Road, refTo, startRoad } from "./support/road.ts";

let road: Road;
afterEach(() => road.stop());

test("heals the classic Deployment in one step: planned, applied, verified, closed", async () => {
  road = await startRoad();
  const deployment = classicDeployment();
  await road.cluster.apply([deployment]);
  const ref = refTo(await road.object(refTo(deployment)));
  await killedTwice(ref.namespace);
  const { id } = await road.open(ref);
  const closed = await road.drive(id, (incident) => ["closed", "needs-person"].includes(incident.status));

  expect({ status: closed.status, outcome: closed.outcome, handover: closed.handover }).toEqual({
    status: "closed",
    outcome: "fixed",
    handover: null,
  });
  const attempts = await road.attempts(id);
  expect(attempts.map(({ number, result, proof }) => ({ number, result, proof }))).toEqual([
    { number: 1, result: "verified", proof: "full" },
  ]);
  const now = await road.object(ref);
  expect(limitOf(now)).not.toBe("100Mi");
  expect(now.metadata.annotations).toMatchObject({
    "kube-autofix.io/incident": id,
    "kube-autofix.io/attempt": "1",
  });
  expect(now.metadata.annotations?.["kubernetes.io/change-cause"]).toContain("memory limit of container");
  const patches = road.cluster
    .requests()
    .filter((request) => request.verb === "patch" && request.name === ref.name);
  expect(patches.length).toBe(2);
});

async function killedTwice(namespace: string) {
  await road.until(async () => {
    const { items } = await road.reader.list({ apiVersion: "v1", kind: "Pod" }, { namespace }, road.signal);
    return items.some((pod) => {
      const status = pod.status as { containerStatuses?: { restartCount: number }[] } | undefined;
      return (status?.containerStatuses?.[0]?.restartCount ?? 0) >= 2;
    });
  });
}
