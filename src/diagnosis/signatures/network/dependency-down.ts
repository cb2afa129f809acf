import { describeRef, type ObjectRef, objectKey } from "../../../domain/object-ref.ts";
import { recordOf, refOf } from "../../../kubernetes/kubernetes-object.ts";
import type { Candidate } from "../../candidate.ts";
import { logDraft, objectDraft } from "../../evidence-drafts.ts";
import type { Facts } from "../../facts.ts";
import { found } from "../../found.ts";
import type { ToldCall } from "../../logs/failed-calls.ts";
import { blockOf } from "../../network/blocked-call.ts";
import { type Dependency, dependenciesInTrouble } from "../../network/dependencies.ts";
import { knownServices } from "../../network/resolve-host.ts";
import { podPorts, type ServiceView } from "../../network/service-view.ts";
import type { Signature } from "../../signature.ts";
import { secondsSince } from "../../since.ts";

/** What the workload calls does not answer; of those in this cluster, the object that is ill is at fault. */
export const dependencyDown: Signature = {
  name: "dependency-down",
  family: "network",
  explains: [
    {
      cause: "dependency-down",
      evidence: [
        "the log: a call that failed, in the words of many languages",
        "the Service that is called, its endpoints and the workload behind it",
      ],
      repairs: [],
    },
  ],
  diagnose: (facts) =>
    dependenciesInTrouble(facts).flatMap(
      (one) => inside(facts, one) ?? outside(facts, one) ?? nameServers(facts, one) ?? [],
    ),
};

/** A caller that crashes is started again after so long at most; what it said before does not count against who is back. */
const LONGEST_BACK_OFF_SECONDS = 330;
const UNTIL_IT_CALLS_AGAIN_SECONDS = 24 * 60 * 60;

interface Fault {
  confidence: number;
  why: string;
  object?: ObjectRef;
  waitFor?: { seconds: number; reason: string };
}

function inside(facts: Facts, dependency: Dependency): Candidate | undefined {
  const { resolved, call } = dependency;
  if (resolved.kind !== "service") return undefined;
  const { service } = resolved;
  const fault = faultOf(facts, service, dependency);
  if (fault === undefined) return undefined;
  const isSelf = fault.object !== undefined && objectKey(fault.object) === objectKey(facts.object);
  if (isSelf) return undefined;
  const isTold = call?.to !== undefined;
  return candidate(facts, dependency, {
    ...fault,
    confidence: isTold ? fault.confidence : Math.min(fault.confidence, 0.72),
    why: `Service ${service.namespace}/${service.name}, which it calls, ${fault.why}`,
  });
}

function faultOf(facts: Facts, service: ServiceView, { to, call }: Dependency): Fault | undefined {
  if (service.type === "ExternalName" || Object.keys(service.selector).length === 0)
    return call === undefined
      ? undefined
      : { confidence: 0.85, why: "leads out of the cluster, and nobody answers there" };
  if (service.readyEndpoints === 0) return withoutEndpoints(service);
  if (call === undefined) return undefined;
  if (
    // Who refuses credentials is up.
    call.problem === "denied" ||
    call.problem === "name" ||
    call.problem === "resolver" ||
    blockOf(facts, service, to.port) !== undefined
  )
    return undefined;
  return unserved(service, to.port) ?? servedAtTimes(facts, service, call);
}

/** Its endpoints are ready as these lines are read, and the caller is not: who crashes again and again is ready in between. */
function servedAtTimes(
  { at: now, pods }: Facts,
  { readyEndpoints, changedAt }: ServiceView,
  { at }: ToldCall,
): Fault | undefined {
  // What a pod said before it became ready is past.
  if (!pods.some(({ name, isReady }) => name === at.log.pod && !isReady)) return undefined;
  const isBackSinceShort = secondsSince(now, changedAt) < LONGEST_BACK_OFF_SECONDS;
  return {
    confidence: 0.62,
    why: `has ${readyEndpoints} ready endpoints and did not answer it all the same`,
    waitFor: {
      seconds: isBackSinceShort ? UNTIL_IT_CALLS_AGAIN_SECONDS : 90,
      reason: "what it calls is ready now and did not answer before",
    },
  };
}

function withoutEndpoints(service: ServiceView): Fault {
  const [workload, ...more] = service.workloads;
  if (workload === undefined)
    return { confidence: 0.92, why: "selects no pod of any workload", object: refOf(service.raw) };
  const asleep = service.workloads.filter((one) => recordOf(one.spec).replicas === 0);
  const ill = asleep[0] ?? workload;
  const isOne = more.length === 0 || asleep.length === 1;
  return {
    confidence: isOne ? 0.94 : 0.8,
    why: `has no ready endpoint: ${describeRef(refOf(ill))} ${recordOf(ill.spec).replicas === 0 ? "is scaled to zero" : "has no ready pod"}`,
    object: isOne ? refOf(ill) : refOf(service.raw),
  };
}

/** Its pods are ready, and the Service sends to a port that they do not declare. */
function unserved(service: ServiceView, port: number | undefined): Fault | undefined {
  const of = service.ports.find((one) => one.port === port) ?? service.ports[0];
  const [workload] = service.workloads;
  if (of === undefined || workload === undefined) return undefined;
  const ports = podPorts(workload);
  const isServed =
    ports.size === 0 ||
    (typeof of.targetPort === "string"
      ? ports.has(of.targetPort)
      : [...ports.values()].includes(of.targetPort));
  return isServed
    ? undefined
    : {
        confidence: 0.85,
        why: `sends to port ${of.targetPort}, which its pods do not declare`,
        object: refOf(service.raw),
      };
}

function outside(facts: Facts, dependency: Dependency): Candidate | undefined {
  const { resolved, call, to } = dependency;
  if (resolved.kind !== "outside" || call?.to === undefined || call.problem === "denied") return undefined;
  const problem = {
    name: "does not resolve",
    resolver: "cannot be resolved",
    refused: "refuses the connection",
    timeout: "does not answer",
    unavailable: "does not serve",
  }[call.problem];
  return candidate(facts, dependency, {
    confidence: 0.75,
    why: `${to.host}${to.port === undefined ? "" : `:${to.port}`}, which is outside of the cluster as far as is known, ${problem}`,
  });
}

/** The cluster's own name servers have no ready endpoint: then no name resolves. */
function nameServers(facts: Facts, dependency: Dependency): Candidate | undefined {
  const { call } = dependency;
  if (call?.problem !== "resolver" && call?.problem !== "name") return undefined;
  const dns = knownServices(facts).find(
    ({ namespace, ports, selector }) =>
      namespace === "kube-system" &&
      selector["k8s-app"] === "kube-dns" &&
      ports.some(({ port }) => port === 53),
  );
  if (dns === undefined || dns.readyEndpoints > 0) return undefined;
  const fault = withoutEndpoints(dns);
  return candidate(facts, dependency, {
    ...fault,
    why: `no name resolves: the cluster's DNS Service ${fault.why}`,
  });
}

function candidate(facts: Facts, { call, resolved, declared }: Dependency, fault: Fault): Candidate {
  const { namespace } = facts.object;
  const service = resolved.kind === "service" ? resolved.service : undefined;
  const at = { kind: "Service", namespace: service?.namespace ?? "", name: service?.name ?? "" };
  return found("dependency-down", {
    confidence: fault.confidence,
    sentence: `${describeRef(facts.object)} fails because of what it depends on: ${fault.why}.`,
    support: [
      ...(call === undefined ? [] : [logDraft(call.at.log, namespace, call.line, facts.at)]),
      ...(service === undefined
        ? []
        : [
            objectDraft(
              at,
              facts.at,
              `Service ${at.namespace}/${at.name}: ${service.readyEndpoints} of ${service.endpoints} endpoints are ready`,
            ),
          ]),
    ],
    ...(fault.object === undefined ? {} : { object: fault.object }),
    ...(fault.waitFor === undefined ? {} : { waitFor: fault.waitFor }),
    advice: [
      service === undefined
        ? {
            text: `See whether it can be reached${declared === undefined ? "" : ` (${declared.from})`}, and whether it is up`,
          }
        : {
            text: "See what stands behind the Service",
            command: `kubectl get endpointslices -n ${at.namespace} -l kubernetes.io/service-name=${at.name}`,
          },
    ],
  });
}
