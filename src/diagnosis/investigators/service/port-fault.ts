import { describeRef } from "../../../domain/object-ref.ts";
import { lastAppliedShape, type ServicePort } from "../../../kubernetes/service-shape.ts";
import type { DeclaredPort, WorkloadShape } from "../../../kubernetes/workload-shape.ts";
import type { Candidate } from "../../candidate.ts";
import { objectDraft } from "../../evidence-drafts.ts";
import { found } from "../../found.ts";
import { onlySlip } from "../../near-name.ts";
import { likenessOf } from "./likeness.ts";
import type { ServiceScene } from "./scene.ts";
import { type ServedPorts, servedPorts } from "./served-ports.ts";

/** Ports of the Service that its pods do not serve, each with what it was meant for. */
export function portFaults(scene: ServiceScene, logs: readonly string[]): Candidate[] {
  const { service, selected } = scene;
  // A headless Service gives out addresses alone: whoever calls chooses the port.
  if (service.isHeadless || selected.length === 0) return [];
  return service.ports.flatMap((port) => {
    const served = servedPorts(selected, { protocol: port.protocol, logs });
    const why = whyNotServed(port, served);
    return why === undefined ? [] : [faultOf(scene, { port, served, why })];
  });
}

/** Undefined where it is served, or may be: a port need not be declared. */
function whyNotServed({ target, protocol }: ServicePort, served: ServedPorts): string | undefined {
  const { declared, probed, heard, mentioned } = served;
  if (typeof target === "string") {
    if (declared.some(({ name }) => name === target)) return undefined;
    return `no container of its pods has a ${protocol} port called ${target}`;
  }
  const isKnown =
    probed.includes(target) || heard.includes(target) || declared.some((one) => one.number === target);
  if (isKnown || mentioned.has(target)) return undefined;
  if (heard.length > 0) return `its pods say that they listen on ${heard.join(", ")}, and not on ${target}`;
  return declared.length > 0
    ? `its pods have the ports ${declared.map(portWords).join(", ")}, and nothing of them names ${target}`
    : undefined;
}

interface Fault {
  port: ServicePort;
  served: ServedPorts;
  why: string;
}

function faultOf(scene: ServiceScene, { port, served, why }: Fault): Candidate {
  const { object, selected, at } = scene;
  const chosen = choose(scene, port, served);
  const choice = chosen && { ...chosen, isExclusive: chosen.isExclusive && !isMeantForOthers(scene) };
  const label = port.name === "" ? `${port.port}` : `${port.port} (${port.name})`;
  const names = selected.map(({ ref }) => describeRef(ref)).join(", ");
  return found("service-port-wrong", {
    confidence: choice?.isExclusive === true ? 0.93 : choice === undefined ? 0.75 : 0.82,
    sentence: `Port ${label} of ${describeRef(object)} sends to ${port.target} of ${names}: ${why}.${choice === undefined ? "" : ` It fits ${choice.to}: ${choice.basis}.`}`,
    support: [
      objectDraft(object, at, `port ${label} has targetPort ${port.target}`),
      ...selected
        .slice(0, 3)
        .map(({ ref, ports }) =>
          objectDraft(
            ref,
            at,
            ports.length === 0 ? "declares no ports" : `declares ${ports.map(portWords).join(", ")}`,
          ),
        ),
      ...(served.heard.length === 0
        ? []
        : [objectDraft(object, at, `logs of its pods: listens on ${served.heard.join(", ")}`)]),
    ],
    repair:
      choice === undefined
        ? null
        : {
            type: "SetServicePort",
            target: object,
            isExclusive: choice.isExclusive,
            parameters: { port: port.port, from: port.target, to: choice.to, basis: choice.basis },
          },
    advice: [
      {
        text: "See on which ports the pods listen",
        command: `kubectl get pods -n ${object.namespace} -l ${Object.entries(scene.service.selector)
          .map((pair) => pair.join("="))
          .join(",")} -o jsonpath='{.items[*].spec.containers[*].ports}'`,
      },
    ],
  });
}

/** Where another workload has the Service's name, the selector may be what is wrong. */
function isMeantForOthers({ service, selected, workloads }: ServiceScene): boolean {
  const isNamedSo = (one: WorkloadShape) => likenessOf(service, one).hasSameName;
  return !selected.some(isNamedSo) && workloads.some(isNamedSo);
}

interface Choice {
  to: number | string;
  isExclusive: boolean;
  basis: string;
}

/** The one port that the Service's port can have been meant for; undefined where several could be. */
function choose(scene: ServiceScene, port: ServicePort, served: ServedPorts): Choice | undefined {
  const taken = new Set(scene.service.ports.filter((one) => one !== port).map(({ target }) => target));
  const open = served.declared.filter(({ name, number }) => !taken.has(name) && !taken.has(number));
  const applied = lastAppliedShape(scene.raw)?.ports.find((one) => one.port === port.port)?.target;
  const wasApplied = open.find((one) => one.name === applied || one.number === applied);
  if (wasApplied !== undefined && applied !== undefined)
    return { to: applied, isExclusive: true, basis: "it was applied so, and changed since" };
  const [only] = open;
  const isAlone = only !== undefined && open.length === 1;
  if (isAlone) {
    // What the program itself says outweighs what somebody wrote down for it.
    const isDenied = served.heard.length > 0 && !served.heard.includes(only.number);
    return { to: sameForm(port, only), isExclusive: !isDenied, basis: "its pods have this port alone" };
  }
  const byName = open.filter(
    ({ name }) =>
      name !== "" &&
      (name === port.name ||
        name ===
          onlySlip(
            String(port.target),
            open.map((one) => one.name),
          )),
  );
  const [named] = byName;
  if (named !== undefined && byName.length === 1)
    return {
      to: sameForm(port, named),
      isExclusive: true,
      basis: `its pods have a port called ${named.name}`,
    };
  const same = open.find(({ number }) => number === port.port);
  if (same !== undefined)
    return { to: sameForm(port, same), isExclusive: false, basis: "its pods have a port of the same number" };
  const [heard, ...more] = served.heard;
  if (served.declared.length === 0 && heard !== undefined && more.length === 0)
    return { to: heard, isExclusive: false, basis: "its pods say that they listen there" };
  return undefined;
}

/** A Service that names its target goes on naming it, where the port has a name. */
const sameForm = (port: ServicePort, to: DeclaredPort): number | string =>
  typeof port.target === "string" && to.name !== "" ? to.name : to.number;

const portWords = ({ name, number }: DeclaredPort) => (name === "" ? `${number}` : `${number} (${name})`);
