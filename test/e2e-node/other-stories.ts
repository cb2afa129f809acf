import type { KubernetesObject } from "@kubernetes/client-node";
import { expect } from "vitest";
import type { IncidentJson } from "../../src/cli/demo/service-client.ts";
import { isFixedInOneStep } from "../../src/cli/demo/stories.ts";
import { incidentWhere, isAtRest } from "../support/service.ts";
import { writesOf } from "./audit-log.ts";
import type { RealStage } from "./real-stage.ts";
import { STORY_MS, tellTimeline } from "./story-time.ts";

/** Which writes, besides Events, each kind may see; in their order. */
const CHANGES: Record<string, RegExp> = {
  // The second pod may have been made in the moment in which the first one was ready.
  StatefulSet: /^patch statefulsets(, delete pods){1,2}$/,
  DaemonSet: /^patch daemonsets$/,
  Pod: /^patch pods\/resize$/,
  CronJob: /^patch cronjobs$/,
};

/** The same need under the same limit, in another kind of workload: one change, and proven. */
export async function workloadIsRepaired(stage: RealStage, workload: KubernetesObject): Promise<void> {
  const kind = workload.kind ?? "";
  await stage.apply(workload);
  const isAsked = (one: IncidentJson) => one.status === "awaiting-approval";
  let incident = await incidentWhere(
    stage.client,
    stage.namespace,
    (one) => isAtRest(one) || isAsked(one),
    STORY_MS,
  );
  if (isAsked(incident)) {
    await stage.client.decide(incident.id, incident.plan?.digest ?? "", "approve");
    incident = await incidentWhere(stage.client, stage.namespace, isAtRest, STORY_MS);
  }
  tellTimeline(kind, incident);
  expect(incident).toSatisfy(isFixedInOneStep);
  expect(incident).toMatchObject({ subject: { kind }, attempts: [{ proof: "full" }] });
  expect(await stage.client.incidents(stage.namespace)).toHaveLength(1);
  if (stage.auditLog === undefined) return;
  const writes = await writesOf(stage.auditLog, stage.namespace);
  const changes = writes.filter(
    ({ resource, isDryRun, code }) => resource !== "events" && !isDryRun && code < 300,
  );
  expect(changes.map(({ verb, resource }) => `${verb} ${resource}`).join(", ")).toMatch(
    CHANGES[kind] ?? /^$/,
  );
}
