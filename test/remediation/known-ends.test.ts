import { expect, test } from "vitest";
import type { PodState, WorkloadState } from "../../src/domain/workload-state.ts";
import { mayReach } from "../../src/remediation/steps/await-running.ts";
import { newEnds } from "../../src/remediation/verify/instance-ends.ts";
import { capturedItems } from "../kubernetes/captures.ts";

const end = (id: string) => ({ id, reason: "OOMKilled", exitCode: 1, ranSeconds: 9 });
type Container = Pick<PodState["containers"][number], "restartCount" | "lastEnd">;
const stateOf = (container: Container) =>
  ({
    pods: [
      { uid: "u", name: "p", revision: "", containers: [{ name: "c", waitingReason: "", ...container }] },
    ],
  }) as unknown as WorkloadState;

test.each<[string, Container, Container, number]>([
  [
    "the start after an end that was known",
    { restartCount: 1, lastEnd: end("b") },
    { restartCount: 2, lastEnd: end("b") },
    0,
  ],
  [
    "an end that is another one",
    { restartCount: 1, lastEnd: end("b") },
    { restartCount: 2, lastEnd: end("c") },
    1,
  ],
  [
    "a restart whose end left no trace",
    { restartCount: 1, lastEnd: end("b") },
    { restartCount: 2, lastEnd: null },
    1,
  ],
  [
    "a restart whose ends have no id",
    { restartCount: 1, lastEnd: end("") },
    { restartCount: 2, lastEnd: end("") },
    1,
  ],
  ["nothing new", { restartCount: 1, lastEnd: end("b") }, { restartCount: 1, lastEnd: end("b") }, 0],
])("%s", (_name, before, now, count) => {
  expect(newEnds(stateOf(before), stateOf(now), "")).toHaveLength(count);
});

test.each([
  ["oom-child", false],
  ["healthy", true],
])("a new limit reaches a container that runs: %s %s", (scenario, expected) => {
  const pod = capturedItems(scenario, "pod")[0];
  if (pod === undefined) throw new Error("no pod was captured");
  const [container] = (pod.spec as { containers: { name: string }[] }).containers;
  expect(mayReach(pod, container?.name ?? "")).toBe(expected);
});
