import { canonicalJson } from "../../core/json.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import { INCIDENT_ANNOTATION } from "../../kubernetes/own-annotations.ts";
import type { EvidenceDraft } from "../candidate.ts";
import { logDraft, objectDraft } from "../evidence-drafts.ts";
import type { Facts } from "../facts.ts";
import { failedCalls } from "../logs/failed-calls.ts";
import { blockOf } from "../network/blocked-call.ts";
import { resolveHost } from "../network/resolve-host.ts";
import { nodeView } from "../scheduling/node-view.ts";

/** Why what made a Job fail would not make it fail now. */
export interface PassedFault {
  why: string;
  confidence: number;
  support: EvidenceDraft[];
}

/** Undefined where it would fail again, or nothing tells, or where it was run again already: then a person looks first. */
export function passedFault(facts: Facts, job: KubernetesObject): PassedFault | undefined {
  if (job.metadata.annotations?.[INCIDENT_ANNOTATION] !== undefined) return undefined;
  return templateChanged(facts, job) ?? disrupted(facts, job) ?? answersNow(facts);
}

/** A CronJob whose pods would be others now. */
function templateChanged(facts: Facts, job: KubernetesObject): PassedFault | undefined {
  if (facts.object.kind !== "CronJob") return undefined;
  const template = recordOf(recordOf(recordOf(facts.workload.spec).jobTemplate).spec).template;
  const of = (value: unknown) => canonicalJson(recordOf(value).spec ?? null);
  if (of(template) === of(recordOf(job.spec).template)) return undefined;
  const why = `its template was changed after Job ${job.metadata.name} was made`;
  return { why, confidence: 0.8, support: [objectDraft(facts.object, facts.at, why)] };
}

/** Somebody took its pods away, and the nodes are well. */
function disrupted(facts: Facts, job: KubernetesObject): PassedFault | undefined {
  const failed = facts.pods.filter(
    ({ phase, ownerUid }) => phase === "Failed" && ownerUid === job.metadata.uid,
  );
  const isTaken =
    failed.length > 0 && failed.every((pod) => pod.disruption !== "" || pod.reason === "Evicted");
  // What used more than it may does so again.
  const isForTheNode = failed.every(({ message }) => !/exceed(?:s|ed)\b.{0,80}\blimit/.test(message));
  if (!isTaken || !isForTheNode) return undefined;
  const nodes = facts.around.nodes.map(nodeView);
  const own = nodes.filter(({ name }) => failed.some(({ node }) => node === name));
  if (nodes.length === 0 || own.some(({ isReady, pressures }) => !isReady || pressures.length > 0))
    return undefined;
  const [pod] = failed;
  const by = pod?.disruption || pod?.reason || "";
  const why = `its ${failed.length === 1 ? "pod was" : "pods were"} taken away (${by}), and the ${own.length === 0 ? "other nodes are" : own.length === 1 ? "node is" : "nodes are"} well`;
  const about = { kind: "Pod", namespace: facts.object.namespace, name: pod?.name ?? "" };
  return { why, confidence: 0.88, support: [objectDraft(about, facts.at, `${by}: ${pod?.message ?? ""}`)] };
}

/** What it called in vain is there and serves by now. */
function answersNow(facts: Facts): PassedFault | undefined {
  const calls = failedCalls(facts).filter(({ to }) => to !== undefined);
  const now = calls.map((call) => {
    const to = call.to ?? { host: "", port: undefined };
    const resolved = resolveHost(facts, to);
    if (resolved.kind !== "service" || call.problem === "denied") return undefined;
    const { service } = resolved;
    const isOffered = to.port === undefined || service.ports.some(({ port }) => port === to.port);
    const isOpen = service.readyEndpoints > 0 && isOffered && blockOf(facts, service, to.port) === undefined;
    return isOpen ? { call, service } : undefined;
  });
  const [first] = now;
  if (first === undefined || now.some((one) => one === undefined)) return undefined;
  const { call, service } = first;
  return {
    why: `Service ${service.name}, which did not answer it, has ${service.readyEndpoints} ready ${service.readyEndpoints === 1 ? "endpoint" : "endpoints"} now`,
    confidence: 0.85,
    support: [
      logDraft(call.at.log, facts.object.namespace, call.line, facts.at),
      objectDraft(
        { kind: "Service", namespace: service.namespace, name: service.name },
        facts.at,
        `${service.readyEndpoints} of ${service.endpoints} endpoints are ready`,
      ),
    ],
  };
}
