import { describeRef, type ObjectRef } from "../../domain/object-ref.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { refOf } from "../../kubernetes/kubernetes-object.ts";
import { serviceShapeOf } from "../../kubernetes/service-shape.ts";
import type { Candidate } from "../candidate.ts";
import type { Collector } from "../collectors/collector.ts";
import type { InvestigationInput } from "../diagnosis.ts";
import { objectDraft } from "../evidence-drafts.ts";
import { found } from "../found.ts";
import { nearNames, onlySlip } from "../near-name.ts";
import { type Backend, backendsIn, type Fault, groupFaults, portOf } from "./ingress-backends.ts";
import { missingClass } from "./ingress-class.ts";
import type { Investigator, ObjectOpinion } from "./investigator.ts";
import { listObjects } from "./list-objects.ts";
import { service as serviceInvestigator } from "./service/service.ts";

/** Services behind an Ingress that are looked at themselves. */
const MOST_SERVICES = 3;

export const ingress: Investigator = {
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  explains: [
    {
      cause: "ingress-backend-wrong",
      evidence: ["the backends of the Ingress and the Services and ports that exist"],
      repairs: ["SetReference"],
    },
    {
      cause: "ingress-class-missing",
      evidence: ["the class of the Ingress and the IngressClasses that exist"],
      repairs: [],
    },
  ],
  async investigate(collector, object, input) {
    const raw = await collector.reader.get(object, collector.signal);
    if (raw === undefined) return undefined;
    const services = await listObjects(collector, ["v1", "Service"], { namespace: object.namespace });
    if (collector.gaps.length > 0) return { kind: "candidates", candidates: [] };
    const backends = backendsIn(raw);
    const at = collector.clock.now().toISOString();
    const self = refOf(raw);
    const faults = groupFaults(backends, services).map((fault) => candidateOf(self, fault, { services, at }));
    const classFault = await missingClass(collector, raw);
    if (classFault !== undefined) faults.push(classFault);
    if (faults.length > 0) return { kind: "candidates", candidates: faults };
    return throughServices(collector, self, { services, backends, input });
  },
};

function candidateOf(
  object: ObjectRef,
  fault: Fault,
  around: { services: readonly KubernetesObject[]; at: string },
): Candidate {
  return fault.part === "name" ? missingService(object, fault, around) : missingPort(object, fault, around);
}

function missingService(
  object: ObjectRef,
  { backend, all }: Fault,
  { services, at }: { services: readonly KubernetesObject[]; at: string },
): Candidate {
  const fitting = services
    .map(serviceShapeOf)
    .filter(({ ports }) =>
      ports.some(({ name, port }) => port === backend.number || name === backend.portName),
    )
    .map(({ name }) => name);
  const slip = onlySlip(
    backend.name,
    services.map(({ metadata }) => metadata.name),
  );
  const to = slip !== undefined && fitting.includes(slip) ? slip : undefined;
  const near = nearNames(
    backend.name,
    services.map(({ metadata }) => metadata.name),
  ).map(({ name }) => name);
  return found("ingress-backend-wrong", {
    confidence: 0.95,
    sentence: `${describeRef(object)} sends to Service ${backend.name}, which does not exist${to === undefined ? "" : `; ${to} does, is a slip away and has port ${portOf(backend)}`}.`,
    support: [
      objectDraft(
        object,
        at,
        `backend ${backend.name}:${portOf(backend)} at ${all.map(({ pointer }) => `/spec${pointer}`).join(", ")}`,
      ),
      objectDraft(
        { kind: "Services", namespace: object.namespace, name: "" },
        at,
        `there is no Service ${backend.name}${near.length === 0 ? "" : `; near it: ${near.slice(0, 3).join(", ")}`}`,
      ),
    ],
    repair:
      to === undefined
        ? null
        : {
            type: "SetReference",
            target: object,
            isExclusive: true,
            parameters: {
              of: "Service",
              part: "name",
              changes: all.map(({ pointer }) => ({ pointer: `${pointer}/name`, from: backend.name, to })),
              from: backend.name,
              to,
              basis: "the only Service of a near name that has the port",
            },
          },
    advice: [
      ...near.slice(0, 2).map((name) => ({ text: `Where ${name} is meant, let the Ingress name it` })),
      { text: "Or make the Service that it names", command: `kubectl get services -n ${object.namespace}` },
    ],
  });
}

function missingPort(
  object: ObjectRef,
  { backend, all }: Fault,
  { services, at }: { services: readonly KubernetesObject[]; at: string },
): Candidate {
  const backing = services.find(({ metadata }) => metadata.name === backend.name);
  const ports = backing === undefined ? [] : serviceShapeOf(backing).ports;
  const slip = onlySlip(
    backend.portName ?? "",
    ports.map(({ name }) => name),
  );
  const named = ports.filter(({ name }) => name !== "" && name === slip);
  const [only, ...others] = ports.length === 1 ? ports : named;
  const to = only !== undefined && others.length === 0 ? only : undefined;
  const asName = backend.portName !== undefined && to !== undefined && to.name !== "";
  const words = ports.map(({ name, port }) => (name === "" ? `${port}` : `${port} (${name})`)).join(", ");
  const changes = all.flatMap(({ pointer }) => {
    if (to === undefined) return [];
    const at = (key: string, from: number | string | null, value: number | string | null) => ({
      pointer: `${pointer}/port/${key}`,
      from,
      to: value,
    });
    if (asName) return [at("name", backend.portName ?? null, to.name)];
    return [
      ...(backend.portName === undefined ? [] : [at("name", backend.portName, null)]),
      at("number", backend.number ?? null, to.port),
    ];
  });
  const target = to === undefined ? "" : asName ? to.name : String(to.port);
  return found("ingress-backend-wrong", {
    confidence: 0.95,
    sentence: `${describeRef(object)} sends to port ${portOf(backend)} of Service ${backend.name}, which has ${words === "" ? "no ports" : words}.`,
    support: [
      objectDraft(object, at, `backend ${backend.name}:${portOf(backend)}`),
      objectDraft(
        { kind: "Service", namespace: object.namespace, name: backend.name },
        at,
        `ports: ${words}`,
      ),
    ],
    repair:
      to === undefined
        ? null
        : {
            type: "SetReference",
            target: object,
            isExclusive: true,
            parameters: {
              of: "Service",
              part: "port",
              changes,
              from: portOf(backend),
              to: target,
              basis: ports.length === 1 ? "the Service has this port alone" : "the only port of a near name",
            },
          },
    advice: [
      {
        text: "Choose the port that is meant",
        command: `kubectl get service -n ${object.namespace} ${backend.name} -o yaml`,
      },
    ],
  });
}

/** It sends to what is there; the Services behind it may be ill themselves. */
async function throughServices(
  collector: Collector,
  object: ObjectRef,
  {
    services,
    backends,
    input,
  }: { services: KubernetesObject[]; backends: Backend[]; input: InvestigationInput },
): Promise<ObjectOpinion> {
  const names = new Set(backends.map(({ name }) => name));
  const behind = services.filter(({ metadata }) => names.has(metadata.name)).slice(0, MOST_SERVICES);
  for (const one of behind) {
    const ref = refOf(one);
    const opinion = await serviceInvestigator.investigate(collector, ref, input, undefined);
    if (opinion?.kind === "candidates")
      return {
        kind: "candidates",
        candidates: opinion.candidates.map((found) => ({
          ...found,
          object: found.object ?? ref,
          repair: null,
        })),
      };
    if (opinion?.kind === "elsewhere") return opinion;
    if (opinion?.kind === "wait") return opinion;
  }
  return {
    kind: "healthy",
    reason: `${describeRef(object)} is well now: every Service and port that it names is there, and they have ready endpoints`,
  };
}
