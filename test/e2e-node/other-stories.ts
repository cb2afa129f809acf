import type { KubernetesObject } from "@kubernetes/client-node";
import { expect } from "vitest";
import { isFixedInOneStep } from "../../src/cli/demo/stories.ts";
import { incidentWhere, isAtRest } from "../support/service.ts";
import { writesOf } from "./audit-log.ts";
import type { RealStage } from "./real-stage.ts";
import { STORY_MS, tellTimeline } from "./story-time.ts";

/** Which writes, besides Events, each kind may see; in their order. */
const CHANGES: Record<string, string[]> = {
  StatefulSet: ["patch statefulsets", "delete pods"],
  DaemonSet: ["patch daemonsets"],
  Pod: ["patch pods/resize"],
  CronJob: ["patch cronjobs"],
};

/** The same need under the same limit, in another kind of workload: one change, and proven. */
export async function workloadIsRepaired(stage: RealStage, workload: KubernetesObject): Promise<void> {
  const kind = workload.kind ?? "";
  await stage.apply(workload);
  const incident = await incidentWhere(stage.client, stage.namespace, isAtRest, STORY_MS);
  tellTimeline(kind, incident);
  expect(incident).toSatisfy(isFixedInOneStep);
  expect(incident).toMatchObject({ subject: { kind }, attempts: [{ proof: "full" }] });
  if (stage.auditLog === undefined) return;
  const writes = await writesOf(stage.auditLog, stage.namespace);
  const changes = writes.filter(
    ({ resource, isDryRun, code }) => resource !== "events" && !isDryRun && code < 300,
  );
  expect(changes.map(({ verb, resource }) => `${verb} ${resource}`)).toEqual(CHANGES[kind]);
}
