import { describe, expect, test } from "vitest";
import type { Candidate } from "../../src/diagnosis/candidate.ts";
import type { Facts } from "../../src/diagnosis/facts.ts";
import { found } from "../../src/diagnosis/found.ts";
import { whyWait } from "../../src/diagnosis/hesitation.ts";
import type { KillGroup } from "../../src/diagnosis/memory/kill.ts";
import type { Trouble } from "../../src/diagnosis/troubles/trouble.ts";

const AT = Date.parse("2026-11-26T12:00:00Z");
const object = { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "web", uid: "u-web" };

/** A workload whose incident was opened so many seconds ago. */
const facts = (openedSecondsAgo: number): Facts =>
  ({
    at: new Date(AT).toISOString(),
    openedAt: new Date(AT - openedSecondsAgo * 1000).toISOString(),
    object,
    workload: { metadata: { name: "web" } },
    attempts: [],
    pods: [],
  }) as unknown as Facts;

const trouble = (isSettled: boolean): Trouble => ({
  kind: "config",
  revision: "b",
  pod: undefined,
  container: undefined,
  reason: "CreateContainerConfigError",
  words: "",
  since: new Date(AT).toISOString(),
  isSettled,
});

const sure = found("config-missing", { confidence: 0.93, sentence: "it is missing", support: [] });
const act = { type: "RestartRollout", target: object, isExclusive: true, parameters: { basis: "" } } as const;
const waits = (openedSecondsAgo: number, candidate: Candidate, isSettled = false) =>
  whyWait(facts(openedSecondsAgo), {
    group: undefined,
    troubles: [trouble(isSettled)],
    found: [candidate],
  }) !== undefined;

describe("a sure candidate before its trouble has settled", () => {
  test.each([
    ["waits, where only a person could act on it", true, waits(6, sure)],
    ["is due once the others had their time", false, waits(61, sure)],
    ["is due where something can be done about it", false, waits(6, { ...sure, repair: act })],
    [
      "is due where the object at fault is another, whose own incident waits for itself",
      false,
      waits(6, { ...sure, object: { ...object, kind: "Node", uid: "u-node" } }),
    ],
  ])("%s", (_what, expected, actual) => {
    expect(actual).toBe(expected);
  });

  test("is due as soon as the trouble has settled", () => {
    expect(waits(6, sure, true)).toBe(false);
  });
});

test("what is not sure waits for the trouble to settle, whatever could be done", () => {
  expect(waits(61, { ...sure, confidence: 0.7, repair: act })).toBe(true);
});

describe("one kill of a pod that a Job made", () => {
  const kill = {
    podUid: "u-pod",
    id: "kill-1",
    revision: "",
    ranSeconds: 3,
    finishedAt: new Date(AT).toISOString(),
  };
  const group = { container: "main", kind: "container", kills: [kill] } as unknown as KillGroup;
  const job = (condition?: string) => ({
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "nightly-1", uid: "u-job" },
    status: { conditions: condition === undefined ? [] : [{ type: condition, status: "True" }] },
  });
  const wait = (kind: string, condition?: string) => {
    const base = facts(6);
    const isJob = kind === "Job";
    return whyWait(
      {
        ...base,
        object: { ...object, kind },
        workload: isJob ? job(condition) : { ...base.workload, kind },
        jobs: isJob ? [] : [job(condition)],
        rollout: { targetRevision: "", isUnderWay: false, isDeadlineExceeded: false },
        pods: [{ uid: "u-pod", ownerUid: "u-job", phase: "Failed", containers: [], conditions: [] }],
      } as unknown as Facts,
      { group, troubles: [], found: [] },
    );
  };

  test.each(["Job", "CronJob"])("waits for the next pod of the %s, which tries again", (kind) => {
    expect(wait(kind)?.reason).toContain("one kill alone");
  });

  test.each([
    ["Job", "Failed"],
    ["CronJob", "Failed"],
    ["CronJob", "Complete"],
  ])("has nothing more to show once the Job of the %s is %s", (kind, condition) => {
    expect(wait(kind, condition)).toBeUndefined();
  });

  test("waits as long as the best candidate asks, whatever the kills say", () => {
    const failed = { ...facts(6), object: { ...object, kind: "CronJob" }, jobs: [job("Failed")] };
    const waiting = found("job-failed", {
      confidence: 0.8,
      sentence: "its template was changed since",
      support: [],
      waitFor: { seconds: 60, reason: "its schedule runs it again" },
    });
    const look = (openedSecondsAgo: number) =>
      whyWait(
        {
          ...failed,
          openedAt: facts(openedSecondsAgo).openedAt,
          rollout: { targetRevision: "", isUnderWay: false, isDeadlineExceeded: false },
          pods: [{ uid: "u-pod", ownerUid: "u-job", phase: "Failed", containers: [], conditions: [] }],
        } as unknown as Facts,
        { group, troubles: [], found: [waiting] },
      );
    expect(look(6)?.reason).toBe("its schedule runs it again");
    expect(look(61)).toBeUndefined();
  });
});
