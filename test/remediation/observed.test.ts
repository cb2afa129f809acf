import { afterAll, beforeAll, expect, test } from "vitest";
import { observedLines } from "../../src/cli/observed.ts";
import type { ObjectRef } from "../../src/domain/object-ref.ts";
import { readObserved, sumObserved } from "../../src/incidents/experience/observed-report.ts";
import { emptyPolicy } from "../../src/remediation/policy/policy.ts";
import { readReview } from "../../src/remediation/policy/review/read-review.ts";
import { runCli } from "../cli/support/run-cli.ts";
import { type Road, refTo, startRoad } from "./support/road.ts";
import { scriptedDiagnosis } from "./support/scripted-finding.ts";
import { plainDeployment } from "./support/workloads.ts";

const script = scriptedDiagnosis();
let road: Road;

beforeAll(async () => {
  road = await startRoad({
    rate: 60,
    diagnosis: script.diagnosis,
    settings: { verifySoakSeconds: 10, autonomy: "observe" },
  });
});
afterAll(() => road.stop());

const service = (name: string, selector: object) => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, namespace: "shop" },
  spec: { selector, ports: [{ port: 80 }] },
});

/** A Service that sends to nobody, where only observing is allowed; then what somebody does, then the watch to its end. */
async function observed(name: string, meanwhile: (ref: ObjectRef) => Promise<void>) {
  await road.cluster.apply([plainDeployment(name), service(name, { app: "nobody" })]);
  const ref = refTo(await road.object(refTo(service(name, {}))));
  const parameters = { from: { app: "nobody" }, to: { app: name }, basis: "" };
  script.propose(ref, { type: "SetServiceSelector", parameters, isExclusive: true });
  const { id } = await road.open(ref);
  await road.drive(id, ({ status }) => status === "closed");
  await meanwhile(ref);
  return { id, ref };
}

/** How the report counts it. */
async function reported(id: string) {
  const all = await readObserved(road.db, new Date(road.clock.now().getTime() - 3_600_000 * 24));
  return all.find(({ incidentId }) => incidentId === id);
}

async function judgements(id: string): Promise<string[]> {
  const rows = await road.db
    .selectFrom("audit")
    .select("text")
    .where("incident_id", "=", id)
    .where("kind", "=", "observed-judged")
    .orderBy("sequence")
    .execute();
  return rows.map(({ text }) => text);
}

const isWatched = ({ watchUntil }: { watchUntil: Date | null }) => watchUntil === null;

test("a fault whose change somebody made is judged so, once, and teaches nothing", async () => {
  const { id, ref } = await observed("same", async () => {
    await road.cluster.apply([service("same", { app: "same" })]);
    await road.clock.sleep(5_000, road.signal);
  });
  const end = await road.drive(id, isWatched);
  expect(end).toMatchObject({ status: "closed", outcome: "observed" });
  expect(await judgements(id)).toEqual(["observed: somebody made the same change, and it is well since"]);
  expect(await road.db.selectFrom("lessons").selectAll().execute()).toEqual([]);
  expect(await road.attempts(id)).toEqual([]);
  expect(await reported(id)).toMatchObject({
    action: "SetServiceSelector",
    object: "Service shop/same",
    end: "same-change-helped",
    text: "observed: somebody made the same change, and it is well since",
  });
  expect(JSON.stringify(await road.object(ref))).not.toContain("kube-autofix");
});

test("a fault that goes on says so until it went away by itself", async () => {
  const { id } = await observed("self", async () => {});
  expect(await reported(id)).toMatchObject({ end: "not-judged-yet", judgedAt: null });
  await road.drive(id, ({ dueAt }) => dueAt !== null && dueAt > road.clock.now());
  await road.until(async () => {
    const incident = await road.step(id);
    return incident !== undefined && (await judgements(id)).length > 0;
  });
  expect(await judgements(id)).toEqual(["observed: it goes on; the change that was planned is still needed"]);
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "nobody", namespace: "shop", labels: { app: "nobody" } },
  };
  await road.cluster.apply([{ ...pod, spec: { containers: [{ name: "web", image: "web:1" }] } }]);
  await road.drive(id, isWatched);
  expect((await judgements(id)).at(-1)).toBe("observed: it went away by itself; the change was not needed");
  expect(await reported(id)).toMatchObject({ end: "went-away" });
});

test("another change than the one that was planned is told from it", async () => {
  const { id } = await observed("other", async () => {
    await road.cluster.apply([service("other", { app: "other", tier: "web" })]);
  });
  await road.until(async () => {
    await road.step(id);
    return (await judgements(id)).length > 0;
  });
  expect(await judgements(id)).toEqual(["observed: somebody changed it otherwise, and it is still ill"]);
  expect(await reported(id)).toMatchObject({ end: "other-change" });
});

test("the report counts by cause and action", async () => {
  const all = await readObserved(road.db, new Date(0));
  const [sum, ...more] = sumObserved(all);
  expect(more).toEqual([]);
  expect(sum).toMatchObject({ action: "SetServiceSelector", observed: all.length });
  expect(Object.values(sum?.ends ?? {}).reduce((a, b) => a + b, 0)).toBe(all.length);
  expect(await readObserved(road.db, new Date(road.clock.now().getTime() + 1000))).toEqual([]);
  const [since, until] = [new Date(0), road.clock.now()];
  const { rules } = await readReview(road.db, { policy: emptyPolicy(), since, until });
  const results = { "observed-same-change-helped": 1, "observed-went-away": 1, "observed-other-change": 1 };
  expect(rules).toMatchObject([{ results }]);
  const env = {
    DATABASE_URL: road.databaseUrl,
    WEBHOOK_TOKEN: "w".repeat(20),
    OPERATOR_TOKEN: "o".repeat(20),
  };
  const cli = (...args: string[]) => runCli(["observed", ...args], env);
  expect(await cli()).toMatchObject({ code: 0, out: expect.stringContaining("other change: 1") });
  const { code, out } = await cli("--days", "1", "-o", "json");
  expect({ code, told: JSON.parse(out) }).toEqual({
    code: 0,
    told: { days: 1, sums: sumObserved(all), incidents: all },
  });
  for (const args of [["--days", "0"], ["--days", "many"], ["-o", "xml"], ["everything"]])
    expect(await cli(...args)).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringContaining("observed [--days"),
    });
  expect(observedLines(30, { sums: [], incidents: [] })).toEqual([
    "nothing was observed in the last 30 days",
  ]);
});
