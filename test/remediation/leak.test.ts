import { afterEach, expect, test } from "vitest";
import type { Incident } from "../../src/domain/incident.ts";
import { limitOf, type Road, startRoad } from "./support/road.ts";
import { killed, plainDeployment } from "./support/workloads.ts";

let road: Road;
afterEach(() => road.stop());

const isSettled = (incident: Incident) =>
  ["closed", "needs-person", "awaiting-approval"].includes(incident.status);

test("a leak is raised once alone, then asks, and ends with a person while the object holds what the ledger says", async () => {
  road = await startRoad({ rate: 60, settings: { verifySoakSeconds: 60, maxAttempts: 2 } });
  road.cluster.behave({
    match: { workload: "leaky" },
    behaviour: { kind: "leaks", baseMebibytes: 20, mebibytesPerSecond: 10 },
  });
  const ref = await killed(road, plainDeployment("leaky"));
  const { id } = await road.open(ref);

  const asking = await road.drive(id, isSettled);
  expect(asking.handover?.sentence).toBeUndefined();
  expect(asking.status).toBe("awaiting-approval");
  expect(asking.plan).toMatchObject({ verdict: "approve", rule: "growth-not-excluded" });
  expect((await road.attempts(id)).map(({ result }) => result)).toEqual(["kept"]);

  const answer = await road.approvals.decide({
    which: { incidentId: id, digest: asking.plan?.digest ?? "" },
    decision: "approve",
    by: "ada",
    door: "api",
    comment: "",
  });
  expect(answer.result).toBe("decided");
  const ended = await road.drive(id, (incident) => incident.status === "needs-person");
  expect(ended.handover?.sentence).toContain("grows without end");
  expect(ended.handover?.tried).toHaveLength(2);
  expect(ended.handover?.nextSteps[0]?.command).toContain("kubectl patch deployment leaky");
  const field = await road.db.selectFrom("ledger_fields").selectAll().execute();
  const limit = field.find(({ path }) => path.endsWith("limits/memory"));
  expect(limit).toMatchObject({ foreign_value: "100Mi", our_value: limitOf(await road.object(ref)) });
});
