import { describeRef } from "../../../domain/object-ref.ts";
import { refOf } from "../../../kubernetes/kubernetes-object.ts";
import { findWorkload } from "../../../kubernetes/owner-walk.ts";
import type { EvidenceDraft } from "../../candidate.ts";
import { type Collector, tolerant } from "../../collectors/collector.ts";
import { objectDraft } from "../../evidence-drafts.ts";
import { found } from "../../found.ts";
import { isIdle, scaledToZero } from "../idle-workload.ts";
import type { Investigator, ObjectOpinion } from "../investigator.ts";
import { isPatient } from "../patience.ts";
import { deletedOpinion } from "./deleted.ts";
import { portFaults } from "./port-fault.ts";
import { readScene, type ServiceScene } from "./scene.ts";
import { selectorFault, wrongPods } from "./selector-fault.ts";

/** Its endpoints are written within moments; its workload may be applied right behind it. */
const YOUNG_MS = 60_000;

export const service: Investigator = {
  apiVersion: "v1",
  kind: "Service",
  explains: [
    {
      cause: "service-selector-wrong",
      evidence: ["the Service's selector and the labels of the pods of its namespace", "EndpointSlices"],
      repairs: ["SetServiceSelector"],
    },
    {
      cause: "service-port-wrong",
      evidence: ["the Service's target ports and what its pods serve", "EndpointSlices"],
      repairs: ["SetServicePort"],
    },
    {
      cause: "service-without-workload",
      evidence: [
        "a selector that no pod of the namespace has, and no workload there that looks as if it were meant",
      ],
      repairs: [],
    },
    {
      cause: "service-deleted",
      evidence: ["who refers to the Service that is gone, and its spec as it was recorded"],
      repairs: ["RecreateService"],
    },
  ],
  async investigate(collector, object, input) {
    const raw = await collector.reader.get(object, collector.signal);
    if (raw === undefined) return deletedOpinion(collector, object, input);
    const name = describeRef(object);
    const scene = await readScene(collector, object, { raw, signals: input.signals });
    if (scene.service.type === "ExternalName")
      return {
        kind: "healthy",
        reason: `${name} is a name for something outside, and has no endpoints by design`,
      };
    if (Object.keys(scene.service.selector).length === 0)
      return {
        kind: "healthy",
        reason: `${name} has no selector: its endpoints are written by somebody else, ${scene.endpoints.ready} of them ready`,
      };
    if (Date.parse(scene.at) - Date.parse(scene.service.createdAt) < YOUNG_MS && scene.endpoints.ready === 0)
      return { kind: "wait", seconds: 30, reason: `${name} has only just been made` };
    if (scene.pods.length === 0) return withoutPods(collector, scene);
    const opinion = await withPods(collector, scene);
    // Endpoints that do not follow their pods for so long are no matter of moments.
    if (opinion.kind === "wait" && !isPatient(input.incident, scene.at))
      return { kind: "candidates", candidates: [] };
    return opinion;
  },
};

async function withoutPods(collector: Collector, scene: ServiceScene): Promise<ObjectOpinion> {
  const { selected, rawWorkloads, object, at } = scene;
  const awake = selected.find(({ replicas }) => replicas > 0);
  if (awake !== undefined)
    return {
      kind: "elsewhere",
      workload: awake.ref,
      reason: `${describeRef(object)} has no endpoint, for ${describeRef(awake.ref)} has no pods`,
      evidence: [objectDraft(awake.ref, at, `${awake.replicas} replicas are asked for, and there is no pod`)],
    };
  const idle = rawWorkloads.find(isIdle);
  if (idle !== undefined) return scaledToZero(collector, idle, [scene.service]);
  if (selected.length > 0)
    return { kind: "healthy", reason: `${describeRef(object)} sends to a DaemonSet that no node needs now` };
  return { kind: "candidates", candidates: [selectorFault(scene)] };
}

async function withPods(collector: Collector, scene: ServiceScene): Promise<ObjectOpinion> {
  const { endpoints, service: shape, object } = scene;
  const logs = await logsOf(collector, scene);
  const wrong = wrongPods(scene);
  // The port of pods that it should not send to is no measure.
  const faults = wrong.length > 0 ? wrong : portFaults(scene, logs);
  if (faults.length > 0) return { kind: "candidates", candidates: faults };
  const isServed = shape.isHeadless || shape.ports.every(({ name }) => endpoints.portsServed.includes(name));
  const evidence = [
    objectDraft(object, scene.at, `${endpoints.ready} endpoints ready, ${endpoints.notReady} not`),
  ];
  if (endpoints.ready > 0 && isServed) return served(collector, scene, evidence);
  const alive = scene.pods.filter(
    ({ phase, isTerminating }) => phase !== "Succeeded" && phase !== "Failed" && !isTerminating,
  );
  const isComing = alive.some(({ isReady }) => isReady) || alive.length === 0;
  if (isComing && endpoints.ready === 0)
    return {
      kind: "wait",
      seconds: 15,
      reason: `${describeRef(object)} has pods that come or go, and its endpoints follow`,
      evidence,
    };
  return throughPods(collector, scene, evidence);
}

/** It sends to pods that are ready. Where errors are told of all the same, they are made behind it. */
async function served(
  collector: Collector,
  scene: ServiceScene,
  evidence: EvidenceDraft[],
): Promise<ObjectOpinion> {
  const { endpoints, object, signals } = scene;
  const reason = `${describeRef(object)} is well now: it sends to ${endpoints.ready} ready endpoints that serve its ports`;
  if (!signals.some(({ symptom, source }) => symptom === "errors-high" && source !== "diagnosis"))
    return { kind: "healthy", reason, evidence };
  const opinion = await throughPods(collector, scene, evidence);
  if (opinion.kind !== "elsewhere") return opinion;
  return {
    ...opinion,
    reason: `${describeRef(object)} sends to ${endpoints.ready} ready endpoints, and errors are told of it`,
    otherwise: found("unknown", {
      confidence: 0.4,
      sentence: `${reason}, and the pods behind it are well by all that Kubernetes tells; the errors are made by the application, or by what it calls.`,
      support: evidence,
      object,
    }),
  };
}

/** Its pods belong to one workload mostly, and why they are not ready shows there. */
async function throughPods(
  collector: Collector,
  scene: ServiceScene,
  evidence: EvidenceDraft[],
): Promise<ObjectOpinion> {
  const { pods, object, endpoints } = scene;
  const worst = pods.find(({ isReady, isTerminating }) => !isReady && !isTerminating) ?? pods[0];
  if (worst === undefined) return { kind: "candidates", candidates: [] };
  const found = await tolerant(collector, `the workload of pod ${worst.name}`, {
    run: () => findWorkload(collector.reader, worst.raw, collector.signal),
    fallback: undefined,
  });
  const workload = found?.workload ?? refOf(worst.raw);
  return {
    kind: "elsewhere",
    workload,
    reason: `${describeRef(object)} has no ready endpoint (${endpoints.notReady} are not ready), for the pods of ${describeRef(workload)} are not ready`,
    evidence,
  };
}

/** Where programs say on which port they listen is in the first lines mostly; one pod is enough. */
async function logsOf(
  collector: Collector,
  { pods, service: shape, selected }: ServiceScene,
): Promise<string[]> {
  const pod = pods.find(({ isReady }) => isReady) ?? pods[0];
  const isDoubtful = shape.ports.some(
    ({ target }) =>
      typeof target === "number" &&
      !selected.some(
        ({ ports, probed }) => probed.includes(target) || ports.some(({ number }) => number === target),
      ),
  );
  const containers = pod?.containers.filter(({ kind }) => kind !== "init").slice(0, 3) ?? [];
  if (pod === undefined || !isDoubtful) return [];
  const logs = await Promise.all(
    containers.map(({ name }) =>
      tolerant(collector, `log of pod ${pod.name}`, {
        run: () =>
          collector.reader.logs(
            {
              namespace: pod.namespace,
              pod: pod.name,
              container: name,
              previous: false,
              tailLines: 200,
              limitBytes: 20_000,
            },
            collector.signal,
          ),
        fallback: undefined,
      }),
    ),
  );
  return logs.filter((log) => log !== undefined);
}
