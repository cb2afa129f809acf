import { AppsV1Api, CoreV1Api } from "@kubernetes/client-node";
import { expect } from "vitest";
import { alertPayload } from "../../src/cli/demo/alert-payload.ts";
import { untilKilledAgain } from "../../src/cli/demo/killed-pod.ts";
import { isFixedInOneStep } from "../../src/cli/demo/stories.ts";
import { incidentWhere, isAtRest } from "../support/service.ts";
import { requestsOf, writesOf } from "./audit-log.ts";
import type { RealStage } from "./real-stage.ts";
import { STORY_MS, tellTimeline } from "./story-time.ts";
import { classicFromFile } from "./workloads.ts";

const NAME = "oom-stress";

/** The classic, told by an alert alone or seen by the watch alone. */
export async function classicIsRepaired(stage: RealStage, heardBy: "watch" | "alert"): Promise<void> {
  await stage.apply(await classicFromFile());
  if (heardBy === "alert") await sendAlert(stage);
  const incident = await incidentWhere(stage.client, stage.namespace, isAtRest, STORY_MS);
  tellTimeline(`the classic, heard by the ${heardBy}`, incident);
  expect(incident).toSatisfy(isFixedInOneStep);
  expect(incident).toMatchObject({
    cause: "memory-limit-too-low",
    subject: { kind: "Deployment", name: NAME },
    attempts: [{ number: 1, result: "verified", proof: "full" }],
  });
  expect(await stage.client.incidents(stage.namespace)).toHaveLength(1);
  await oneChangeIsSeen(stage);
  await theStoryIsTold(stage);
}

async function sendAlert({ admin, namespace, client }: RealStage): Promise<void> {
  const pod = await untilKilledAgain(admin, namespace, AbortSignal.timeout(STORY_MS));
  const alert = { namespace, pod: pod.name, container: pod.container, startsAt: new Date() };
  await client.sendAlerts(alertPayload({ ...alert, fingerprint: "00000000000000aa" }));
}

/** The object, its pods and the API server's own log agree: one change, and nothing besides. */
async function oneChangeIsSeen({ admin, namespace, auditLog }: RealStage): Promise<void> {
  const apps = admin.makeApiClient(AppsV1Api);
  const { metadata, spec, status } = await apps.readNamespacedDeployment({ namespace, name: NAME });
  expect(spec?.template.spec?.containers[0]?.resources).toEqual({
    limits: { memory: "240Mi" },
    requests: { memory: "120Mi" },
  });
  expect(metadata?.generation).toBe(2);
  expect(status).toMatchObject({ readyReplicas: 1, updatedReplicas: 1, observedGeneration: 2 });
  const managers = (metadata?.managedFields ?? []).filter(({ manager }) => manager === "kube-autofix");
  expect(managers).toHaveLength(1);
  if (auditLog === undefined) return;
  expect(await writesOf(auditLog, namespace)).toEqual([
    { verb: "patch", resource: "deployments", isDryRun: true, code: 200 },
    { verb: "patch", resource: "deployments", isDryRun: false, code: 200 },
    { verb: "create", resource: "events", isDryRun: false, code: 201 },
    { verb: "create", resource: "events", isDryRun: false, code: 201 },
  ]);
  const refused = (await requestsOf(auditLog, namespace)).filter(
    ({ responseStatus }) => responseStatus?.code === 403,
  );
  expect(refused.map(({ verb, requestURI }) => `${verb} ${requestURI}`)).toEqual([]);
}

/** What `kubectl describe deployment` and `kubectl rollout history` print. */
async function theStoryIsTold({ admin, namespace }: RealStage): Promise<void> {
  const events = await admin
    .makeApiClient(CoreV1Api)
    .listNamespacedEvent({ namespace, fieldSelector: `involvedObject.name=${NAME}` });
  const ours = events.items
    .filter(({ source }) => source?.component === "kube-autofix")
    .sort((a, b) => Number(a.lastTimestamp) - Number(b.lastTimestamp));
  expect(ours.map(({ reason, type, message }) => ({ reason, type, message }))).toEqual([
    { reason: "AutofixApplied", type: "Normal", message: expect.stringContaining("100Mi -> 240Mi") },
    { reason: "AutofixVerified", type: "Normal", message: expect.stringContaining("no kill or failure") },
  ]);
  const { items } = await admin.makeApiClient(AppsV1Api).listNamespacedReplicaSet({ namespace });
  const annotation = (name: string) =>
    items.map(({ metadata }) => metadata?.annotations?.[name] ?? "").sort();
  expect(annotation("deployment.kubernetes.io/revision")).toEqual(["1", "2"]);
  expect(annotation("kubernetes.io/change-cause")).toEqual([
    "",
    "kube-autofix: memory limit of container stress: 100Mi -> 240Mi, request 50Mi -> 120Mi",
  ]);
}
