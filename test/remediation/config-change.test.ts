import { afterAll, beforeAll, expect, test } from "vitest";
import type { EffectInstant } from "../../src/core/effects.ts";
import { OperationError } from "../../src/core/errors.ts";
import { planDiff } from "../../src/domain/plan-diff.ts";
import { valueAt } from "../../src/kubernetes/json-patch-apply.ts";
import { misconfiguredBy, readerOf, settingsOf, valuesIn } from "./support/config-case.ts";
import { approve, driveApproved, isOver, isPut, writesTo } from "./support/repair-road.ts";
import { type Road, startRoad } from "./support/road.ts";
import { scriptedDiagnosis } from "./support/scripted-finding.ts";

class Crash extends Error {}
const script = scriptedDiagnosis();
let road: Road;
let crashAt: { instant: EffectInstant; after: number } | undefined;
/** The Deployment whose restart the API server refuses. */
let refused: string | undefined;

beforeAll(async () => {
  road = await startRoad({
    rate: 60,
    diagnosis: script.diagnosis,
    settings: { verifySoakSeconds: 5, verifyTimeoutSeconds: 40 },
    at: (instant) => {
      if (crashAt?.instant !== instant) return;
      crashAt.after -= 1;
      if (crashAt.after >= 0) return;
      crashAt = undefined;
      throw new Crash(instant);
    },
    wrapWriter: (writer) => ({
      ...writer,
      patch: async (request, signal) => {
        if (request.target.kind === "Deployment" && request.target.name === refused)
          throw new OperationError("no restart today", { reason: "forbidden", retryable: false });
        return writer.patch(request, signal);
      },
    }),
  });
});
afterAll(() => road.stop());

const RESTARTED = "/spec/template/metadata/annotations/kubectl.kubernetes.io~1restartedAt";
const changes = (name: string) => writesTo(road, name).map(({ resource }) => resource.split(".")[0]);

test("a value is set, then the pods are made anew, and both are proven together", async () => {
  const { workload, settings } = await misconfiguredBy(road, script, { name: "held", to: "json" });
  const { id } = await road.open(workload);
  const put = await road.drive(id, isPut);
  expect(put).toMatchObject({
    status: "awaiting-approval",
    plan: {
      verdict: "approve",
      risk: { level: "medium" },
      actions: [
        { type: "SetField", target: { kind: "ConfigMap", uid: settings.uid } },
        { type: "RestartRollout", target: { kind: "Deployment", uid: workload.uid } },
      ],
    },
  });
  const diff = put.plan === null ? [] : planDiff(put.plan);
  expect(diff).toEqual(expect.arrayContaining(["- data.ENCODER: jsonn", "+ data.ENCODER: json"]));
  const asked = put.plan?.actions[0]?.patch ?? [];
  expect(asked).toEqual(
    expect.arrayContaining([
      { op: "test", path: "/metadata/uid", value: settings.uid },
      { op: "test", path: "/data/ENCODER", value: "jsonn" },
    ]),
  );
  await approve(road, put);
  const end = await road.drive(id, isOver);
  expect(end).toMatchObject({ status: "closed", outcome: "fixed" });
  expect(await road.attempts(id)).toMatchObject([{ result: "verified", proof: "full" }]);
  expect(await valuesIn(road, settings)).toEqual({ ENCODER: "json", MODE: "fast" });
  expect(changes("held")).toEqual(["configmaps", "deployments"]);
});

test("a value that does not help goes back before the pods do, and both are as they were", async () => {
  const { workload, settings } = await misconfiguredBy(road, script, { name: "back", to: "xml" });
  const end = await driveApproved(road, workload);
  expect(end.status).toBe("needs-person");
  expect(await road.attempts(end.id)).toMatchObject([{ result: "rolled-back" }]);
  expect(await valuesIn(road, settings)).toEqual({ ENCODER: "jsonn", MODE: "fast" });
  expect(valueAt(await road.object(workload), RESTARTED)).toBeUndefined();
  expect(changes("back")).toEqual(["configmaps", "deployments", "configmaps", "deployments"]);
});

test("where the pods may not be made anew the value goes back at once", async () => {
  const { workload, settings } = await misconfiguredBy(road, script, { name: "refused", to: "json" });
  refused = "refused";
  const end = await driveApproved(road, workload);
  expect(await road.attempts(end.id)).toMatchObject([
    { result: "refused", failure: expect.stringMatching(/no restart today; the ConfigMap has its earlier/) },
  ]);
  expect(await valuesIn(road, settings)).toEqual({ ENCODER: "jsonn", MODE: "fast" });
  expect(changes("refused")).toEqual(["configmaps", "configmaps"]);
});

test("a value that somebody else sets during the proof is theirs", async () => {
  const { workload, settings } = await misconfiguredBy(road, script, { name: "theirs", to: "json" });
  const { id } = await road.open(workload);
  await approve(road, await road.drive(id, isPut));
  await road.drive(id, ({ status }) => status === "verifying");
  await road.cluster.apply([settingsOf("theirs", { data: { ENCODER: "text", MODE: "fast" } })]);
  await road.drive(id, ({ status }) => status !== "verifying");
  expect(await road.attempts(id)).toMatchObject([{ result: "superseded" }]);
  expect(await valuesIn(road, settings)).toEqual({ ENCODER: "text", MODE: "fast" });
});

test.each([
  ["value", () => settingsOf("void-value", { data: { ENCODER: "yaml", MODE: "fast" } }), /has changed since/],
  ["reader", () => readerOf("api", "void-reader-settings"), /read by Deployment api too by now/],
  ["freeze", () => settingsOf("void-freeze", { immutable: true }), /is immutable/],
])("another %s while a person thinks makes the question void", async (what, object, why) => {
  const name = `void-${what}`;
  const { workload } = await misconfiguredBy(road, script, { name, to: "json" });
  const { id } = await road.open(workload);
  await road.drive(id, isPut);
  await road.cluster.apply([object()]);
  await road.drive(id, ({ status }) => status !== "awaiting-approval");
  const row = await road.db
    .selectFrom("audit")
    .select("text")
    .where("incident_id", "=", id)
    .orderBy("sequence", "desc")
    .executeTakeFirstOrThrow();
  expect(row.text).toMatch(why);
  expect(changes(name)).toEqual([]);
});

test("who else reads it is shown, and the risk is high", async () => {
  await road.cluster.apply([readerOf("other", "shared-settings")]);
  const { workload } = await misconfiguredBy(road, script, { name: "shared", to: "json" });
  const { id } = await road.open(workload);
  const { plan } = await road.drive(id, isPut);
  expect(plan?.risk.level).toBe("high");
  expect(plan?.risk.reasons).toContain("ConfigMap shared-settings is read by others too");
  expect(plan?.notes.join()).toMatch(/also read by Deployment other: their pods get the new value/);
});

test.each<[string, object, RegExp]>([
  ["immutable", { immutable: true }, /ConfigMap never-immutable-settings is immutable/],
  ["binary", { data: { MODE: "fast" }, binaryData: { ENCODER: "anNvbm4=" } }, /no value that may be set/],
  [
    "observed",
    {
      metadata: {
        name: "never-observed-settings",
        namespace: "shop",
        labels: { "kube-autofix.io/autonomy": "observe" },
      },
    },
    /marked kube-autofix.io\/autonomy=observe/,
  ],
  [
    "owned",
    {
      metadata: {
        name: "never-owned-settings",
        namespace: "shop",
        labels: { "argocd.argoproj.io/instance": "shop" },
      },
    },
    /Argo CD \(application shop\)/,
  ],
])("nothing is set in one that is %s", async (what, more, why) => {
  const name = `never-${what}`;
  const settings = settingsOf(name, more);
  const { workload } = await misconfiguredBy(road, script, { name, to: "json", settings });
  const end = await driveApproved(road, workload);
  expect(end.handover?.sentence).toMatch(why);
  expect(changes(name)).toEqual([]);
});

test("nothing is set in one that was made anew since a value was found", async () => {
  const { workload } = await misconfiguredBy(road, script, { name: "anew", to: "json", uid: "earlier" });
  const end = await driveApproved(road, workload);
  expect(end.handover?.sentence).toMatch(/is another one by now/);
  expect(changes("anew")).toEqual([]);
});

const INSTANTS: [EffectInstant, number][] = [
  ["apply.patch:before", 0],
  ["apply.patch:after", 0],
  ["apply.record:before", 0],
  ["apply.record:after", 0],
  ["apply.dry-run:after", 1],
  ["apply.patch:after", 1],
  ["apply.record:before", 1],
];

test.each(INSTANTS)(
  "a crash at %s (%i) ends in the same place, each written once",
  async (instant, after) => {
    const name = `crash-${INSTANTS.findIndex((one) => one[0] === instant && one[1] === after)}`;
    const { workload, settings } = await misconfiguredBy(road, script, { name, to: "json" });
    const { id } = await road.open(workload);
    await approve(road, await road.drive(id, isPut));
    crashAt = { instant, after };
    await expect(road.drive(id, isOver)).rejects.toBeInstanceOf(Crash);
    expect(await road.drive(id, isOver)).toMatchObject({ status: "closed", outcome: "fixed" });
    expect(await valuesIn(road, settings)).toEqual({ ENCODER: "json", MODE: "fast" });
    expect(changes(name)).toEqual(["configmaps", "deployments"]);
  },
);

const RETURNS: [EffectInstant, number][] = [
  ["return.begin:after", 0],
  ["return.patch:after", 0],
  ["return.record:before", 0],
  ["return.patch:before", 1],
  ["return.record:before", 1],
];

test.each(RETURNS)("a crash at %s (%i) on the way back loses nothing", async (instant, after) => {
  const name = `lost-${RETURNS.findIndex((one) => one[0] === instant && one[1] === after)}`;
  const { workload, settings } = await misconfiguredBy(road, script, { name, to: "xml" });
  const { id } = await road.open(workload);
  await approve(road, await road.drive(id, isPut));
  crashAt = { instant, after };
  await expect(road.drive(id, isOver)).rejects.toBeInstanceOf(Crash);
  await road.drive(id, isOver);
  expect(await road.attempts(id)).toMatchObject([{ result: "rolled-back" }]);
  expect(await valuesIn(road, settings)).toEqual({ ENCODER: "jsonn", MODE: "fast" });
  expect(changes(name)).toEqual(["configmaps", "deployments", "configmaps", "deployments"]);
});

test("a crash while the value goes back does not make the pods anew after all", async () => {
  const { workload, settings } = await misconfiguredBy(road, script, { name: "half", to: "json" });
  refused = "half";
  const { id } = await road.open(workload);
  await approve(road, await road.drive(id, isPut));
  crashAt = { instant: "return.patch:after", after: 0 };
  await expect(road.drive(id, isOver)).rejects.toBeInstanceOf(Crash);
  refused = undefined;
  await road.drive(id, ({ status }) => status !== "applying");
  expect(await road.attempts(id)).toMatchObject([{ failure: expect.stringMatching(/no restart today/) }]);
  expect(await valuesIn(road, settings)).toEqual({ ENCODER: "jsonn", MODE: "fast" });
  expect(changes("half")).toEqual(["configmaps", "configmaps"]);
});
