import { afterEach, expect, test } from "vitest";
import type { ClusterWriter, PatchRequest } from "../../src/kubernetes/cluster-writer.ts";
import { usedRights } from "../support/rights.ts";
import { limitOf, type Road, refTo, startRoad } from "./support/road.ts";
import { killed, plainDeployment } from "./support/workloads.ts";

let road: Road;
afterEach(() => road.stop());

interface RunningPod {
  status: { containerStatuses: { state: object }[] };
}

const isOver = ({ status }: { status: string }) => status === "closed" || status === "needs-person";

test("a bare pod is resized in place, while its container runs", async () => {
  const states: unknown[] = [];
  const wrapWriter = (writer: ClusterWriter): ClusterWriter => ({
    ...writer,
    async patch(request, signal) {
      const pod = (await road.object(request.target)) as unknown as RunningPod;
      states.push(Object.keys(pod.status.containerStatuses[0]?.state ?? {}));
      return writer.patch(request, signal);
    },
  });
  road = await startRoad({ rate: 60, wrapWriter });
  road.cluster.behave({
    match: { workload: "solo" },
    behaviour: { kind: "needs-memory", mebibytes: 150, afterMs: 60_000 },
  });
  const { spec, metadata } = plainDeployment("solo");
  const pod = { apiVersion: "v1", kind: "Pod", metadata, spec: spec.template.spec };
  const ref = await killed(road, pod);
  const { id } = await road.open(ref);
  const closed = await road.drive(id, isOver);
  expect(await road.attempts(id)).toMatchObject([{ result: "verified", failure: null }]);
  expect(closed.outcome).toBe("fixed");
  expect((await road.object(ref)).metadata.uid).toBe(ref.uid);
  expect(states.length).toBeGreaterThan(0);
  expect(new Set(states.flat())).toEqual(new Set(["running"]));
  expect(usedRights(road.cluster.requests())).toContain("patch pods./resize");
});

test("a delayed copy of an overtaken worker's patch changes nothing", async () => {
  const sent: PatchRequest[] = [];
  const wrapWriter = (writer: ClusterWriter): ClusterWriter => ({
    ...writer,
    patch: (request, signal) => {
      if (!request.dryRun) sent.push(request);
      return writer.patch(request, signal);
    },
  });
  road = await startRoad({ rate: 60, wrapWriter });
  road.cluster.behave({ match: { workload: "web" }, behaviour: { kind: "needs-memory", mebibytes: 150 } });
  const ref = await killed(road, plainDeployment("web"));
  const { id } = await road.open(ref);
  await road.drive(id, ({ status }) => status === "verifying");
  const before = await road.object(refTo(await road.object(ref)));
  const [copy] = sent;
  if (copy === undefined) throw new Error("nothing was sent");
  await expect(road.writer.patch(copy, road.signal)).rejects.toMatchObject({ reason: "conflict" });
  const now = await road.object(ref);
  expect(limitOf(now)).toBe(limitOf(before));
  expect(now.metadata.generation).toBe(before.metadata.generation);
});
