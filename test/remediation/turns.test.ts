import { afterEach, expect, test } from "vitest";
import { type Road, startRoad } from "./support/road.ts";
import { killed, plainDeployment } from "./support/workloads.ts";

let road: Road;
afterEach(() => road.stop());

test("a change that waits for its turn asks the cluster nothing", async () => {
  road = await startRoad({ rate: 60, settings: { maxChangesInFlight: 0 } });
  road.cluster.behave({ match: { workload: "web" }, behaviour: { kind: "needs-memory", mebibytes: 150 } });
  const { id } = await road.open(await killed(road, plainDeployment("web")));
  await road.drive(id, ({ status }) => status === "applying");
  const before = road.cluster.requests().length;
  const waiting = await road.step(id);
  await road.step(id);
  expect(waiting).toMatchObject({ status: "applying", attemptId: null });
  expect(road.cluster.requests().slice(before)).toEqual([]);
});
