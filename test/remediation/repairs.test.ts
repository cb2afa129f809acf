import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Incident } from "../../src/domain/incident.ts";
import { valueAt } from "../../src/kubernetes/json-patch-apply.ts";
import { usedRights, WRITE_RIGHTS } from "../support/rights.ts";
import { pointerOf, type RepairStory, STEP_STORIES, STORIES } from "./support/data/repair-stories.ts";
import { approve, isOver, isPut } from "./support/repair-road.ts";
import { type Road, refTo, startRoad } from "./support/road.ts";
import { scriptedDiagnosis } from "./support/scripted-finding.ts";

const script = scriptedDiagnosis();
const ALL = [...STORIES, ...STEP_STORIES];
let road: Road;

beforeAll(async () => {
  road = await startRoad({
    rate: 60,
    // Many stories one after the other: each has its own bound in its test.
    boundMs: 300_000,
    diagnosis: script.diagnosis,
    nodes: [{ name: "node-1" }, { name: "node-2" }],
    settings: { verifySoakSeconds: 10 },
  });
  for (const story of ALL) {
    for (const rule of story.behaviours ?? []) road.cluster.behave(rule);
    await road.cluster.apply([...story.objects, ...(story.also ?? [])]);
  }
  await road.clock.sleep(20_000, road.signal);
});
afterAll(() => road.stop());

/** The incident of a story, driven to its end; a person approves what is put before them. */
async function play(story: RepairStory): Promise<{ end: Incident; wasAsked: boolean }> {
  const pointer = pointerOf(story);
  const isThere = story.type !== "RecreateService";
  const { namespace = "", name } = pointer.metadata;
  const ref = isThere
    ? { ...refTo(await road.object({ ...pointer, namespace, name })), namespace }
    : { apiVersion: pointer.apiVersion, kind: pointer.kind, namespace, name, uid: "" };
  script.propose(ref, {
    type: story.type,
    parameters: story.parameters as never,
    isExclusive: story.isExclusive ?? false,
  });
  const { id } = await road.open(ref);
  const put = await road.drive(id, isPut);
  const wasAsked = put.status === "awaiting-approval";
  for (const rule of story.afterwards ?? []) road.cluster.behave(rule);
  if (wasAsked) await approve(road, put);
  return { end: await road.drive(id, isOver), wasAsked };
}

describe.each(ALL)("$type: $name", (story) => {
  test("is made, proven and kept", async () => {
    const { end, wasAsked } = await play(story);
    const attempts = await road.attempts(end.id);
    expect(attempts).toMatchObject([{ result: "verified", failure: null }]);
    if (story.proof !== undefined) expect(attempts).toMatchObject([{ proof: story.proof }]);
    expect(end).toMatchObject({ status: "closed", outcome: "fixed" });
    expect(wasAsked).toBe(story.isExclusive !== true);
    const pointer = pointerOf(story);
    const { namespace = "", name } = pointer.metadata;
    const object = await road.object({ ...pointer, namespace, name });
    for (const [at, value] of story.ends) expect(valueAt(object, at)).toEqual(value);
  });
});

/** Granted writes that no story here needs, and the test in which the service, or its own account, makes them. */
const ELSEWHERE = {
  "create pods./eviction": "evict-pod.test.ts",
  "delete pods.": "kinds.test.ts: a StatefulSet that waits for its killed pod",
  "patch configmaps.": "config-change.test.ts",
  "patch daemonsets.apps": "e2e/guard.test.ts: an attempt on a DaemonSet",
  "patch horizontalpodautoscalers.autoscaling": "e2e/guard.test.ts: an attempt on a HorizontalPodAutoscaler",
  "patch pods./resize": "other-kinds.test.ts: a bare pod is resized in place",
  "patch statefulsets.apps": "kinds.test.ts: a StatefulSet that waits for its killed pod",
};

test("what was written is what the chart grants, and all kinds of it but those that another test needs", () => {
  const written = [...usedRights(road.cluster.requests())].filter(
    (right) => !/^(get|list|watch) /.test(right),
  );
  expect(written.filter((right) => !WRITE_RIGHTS.has(right) && right !== "create events.")).toEqual([]);
  const unwritten = [...WRITE_RIGHTS].filter((right) => !written.includes(right));
  expect(unwritten.sort()).toEqual(Object.keys(ELSEWHERE).sort());
});
