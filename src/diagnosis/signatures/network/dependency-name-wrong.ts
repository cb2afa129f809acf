import { describeRef } from "../../../domain/object-ref.ts";
import type { Candidate } from "../../candidate.ts";
import { logDraft } from "../../evidence-drafts.ts";
import type { Facts } from "../../facts.ts";
import { found } from "../../found.ts";
import { nearNames, onlySlip } from "../../near-name.ts";
import { type Dependency, dependenciesInTrouble } from "../../network/dependencies.ts";
import { knownServices } from "../../network/resolve-host.ts";
import { unlessRelease } from "../../revisions/brought-by-newest.ts";
import type { Signature } from "../../signature.ts";

/** The workload calls a name, or a port of a Service, that does not exist. */
export const dependencyNameWrong: Signature = {
  name: "dependency-name-wrong",
  family: "network",
  explains: [
    {
      cause: "dependency-name-wrong",
      evidence: [
        "the log: a call that failed, in the words of many languages",
        "the Services that there are, and the settings that name one that is not",
      ],
      repairs: [],
    },
  ],
  diagnose: (facts) =>
    dependenciesInTrouble(facts).flatMap((one) => wrongName(facts, one) ?? wrongPort(facts, one) ?? []),
};

function wrongName(facts: Facts, dependency: Dependency): Candidate | undefined {
  const { resolved, to, call } = dependency;
  if (resolved.kind !== "missing") return undefined;
  // A name that resolved cannot be missing: whoever it was is gone since, or was never a Service.
  if (call !== undefined && call.to !== undefined && call.problem !== "name" && call.problem !== "resolver")
    return undefined;
  const { namespace, name } = resolved;
  // A workload of that very name without a Service in front of it: the Service is what is missing.
  if (isWorkload(facts, namespace, name)) return undefined;
  const services = knownServices(facts);
  const own = services.filter((one) => one.namespace === namespace).map((one) => one.name);
  const elsewhere = services.filter((one) => one.name === name).map((one) => `${one.name}.${one.namespace}`);
  const meant = onlySlip(name, own) ?? (elsewhere.length === 1 ? elsewhere[0] : undefined);
  const near = meant === undefined ? nearNames(name, own).map((one) => one.name) : [meant];
  const hint =
    near.length === 0 ? "" : `; near it ${near.length === 1 ? "is" : "are"} ${near.slice(0, 4).join(", ")}`;
  return candidate(facts, dependency, {
    confidence: call?.to === undefined ? 0.7 : 0.93,
    fault: `it calls ${to.host}, and there is no Service ${name} in namespace ${namespace}${hint}`,
    step: meant === undefined ? "Name a Service that exists" : `Call ${meant} in place of ${to.host}`,
  });
}

function wrongPort(facts: Facts, dependency: Dependency): Candidate | undefined {
  const { resolved, to, call } = dependency;
  if (resolved.kind !== "service" || to.port === undefined || call === undefined) return undefined;
  // Who refuses credentials was reached.
  if (call.problem === "name" || call.problem === "denied") return undefined;
  const { service } = resolved;
  // Without a cluster IP the name leads to the pods themselves, on whatever port these serve.
  const isHeadless = service.clusterIPs.includes("None") || service.clusterIPs.length === 0;
  if (isHeadless || service.ports.length === 0 || service.ports.some(({ port }) => port === to.port))
    return undefined;
  const offered = service.ports.map(({ port }) => port).join(", ");
  return candidate(facts, dependency, {
    confidence: call.to === undefined ? 0.65 : 0.92,
    fault: `it calls port ${to.port} of Service ${service.namespace}/${service.name}, which offers ${offered}`,
    step: `Call port ${offered}`,
  });
}

function candidate(
  facts: Facts,
  { call, declared }: Dependency,
  is: { confidence: number; fault: string; step: string },
): Candidate {
  const where = declared === undefined ? "" : ` (${declared.from})`;
  return found("dependency-name-wrong", {
    confidence: unlessRelease(facts, is.confidence),
    sentence: `${describeRef(facts.object)} cannot reach what it depends on: ${is.fault}${where}.`,
    support: call === undefined ? [] : [logDraft(call.at.log, facts.object.namespace, call.line, facts.at)],
    advice: [
      {
        text: `${is.step}${where}`,
        ...(declared === undefined ? {} : { command: declared.command }),
      },
      { text: "See what there is", command: `kubectl get services -n ${facts.object.namespace}` },
    ],
  });
}

function isWorkload({ around, beyond }: Facts, namespace: string, name: string): boolean {
  return [around, ...beyond]
    .flatMap(({ workloads }) => workloads)
    .some(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
}
