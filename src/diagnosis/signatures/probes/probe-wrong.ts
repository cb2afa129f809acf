import type { NextStep } from "../../../domain/handover.ts";
import { describeRef } from "../../../domain/object-ref.ts";
import type { Repair } from "../../../domain/repair.ts";
import type { Candidate } from "../../candidate.ts";
import type { Facts } from "../../facts.ts";
import { found } from "../../found.ts";
import { onlySlip } from "../../near-name.ts";
import { type FailingProbe, failingProbes } from "../../probes/failing-probe.ts";
import { withHandler } from "../../probes/probe-view.ts";
import { servedPorts } from "../../probes/served-ports.ts";
import { templateRepair } from "../../repair-of.ts";
import { unlessNew } from "../../revisions/brought-by-newest.ts";
import type { Signature } from "../../signature.ts";

/** A probe asks for what the container does not serve, while the container itself runs. */
export const probeWrong: Signature = {
  name: "probe-wrong",
  family: "probes",
  explains: [
    {
      cause: "probe-wrong",
      evidence: [
        "Unhealthy and Killing events, in the kubelet's own words",
        "what the container serves, by its log, its other probes, the Services in front and its ports",
      ],
      repairs: ["SetProbe"],
    },
  ],
  diagnose: (facts) => failingProbes(facts).flatMap((failing) => wrong(facts, failing) ?? []),
};

interface Fault {
  confidence: number;
  why: string;
  to?: ReturnType<typeof withHandler>;
  basis?: string;
}

function wrong(facts: Facts, failing: FailingProbe): Candidate | undefined {
  const fault = faultOf(facts, failing);
  if (fault === undefined) return undefined;
  const { view, container } = failing;
  const { confidence, why, to, basis } = fault;
  return found("probe-wrong", {
    confidence: unlessNew(facts, confidence, (spec) => probesIn(spec)),
    sentence: `The ${WORDS[view.name]} of container ${container.name} of ${describeRef(facts.object)} asks for what it does not serve: ${why}.`,
    support: failing.support,
    repair: to === undefined ? null : repairOf(facts, failing, to, basis ?? why),
    advice: advice(facts, failing),
  });
}

const WORDS = {
  livenessProbe: "liveness probe",
  readinessProbe: "readiness probe",
  startupProbe: "startup probe",
} as const;

function faultOf(facts: Facts, failing: FailingProbe): Fault | undefined {
  const { problem, view } = failing;
  switch (problem.kind) {
    case "refused":
      return wrongPort(facts, failing);
    case "port-name":
      return wrongPortName(failing);
    case "status":
      return wrongAnswer(failing, problem.status);
    case "speaks-http":
      return {
        confidence: 0.96,
        why: "it asks by HTTPS, and the container answers in plain HTTP",
        to: withHandler(view, { scheme: "HTTP" }),
        basis: "the container answers in plain HTTP",
      };
    case "speaks-tls":
      return {
        confidence: 0.92,
        why: "it asks by HTTP, and the container speaks TLS",
        to: withHandler(view, { scheme: "HTTPS" }),
        basis: "the container speaks TLS",
      };
    case "command-missing":
      return { confidence: 0.94, why: "its command is not in the image or cannot be run there" };
    case "not-grpc-health":
      return { confidence: 0.9, why: "the server does not implement the gRPC health protocol" };
    default:
      return undefined;
  }
}

function wrongPort(facts: Facts, failing: FailingProbe): Fault | undefined {
  const { view } = failing;
  const served = servedPorts(facts, failing);
  if (view.port === undefined || served.length === 0 || served.some(({ port }) => port === view.port))
    return undefined;
  const [one, ...more] = served;
  const why = `nobody listens on port ${view.port}`;
  if (one === undefined || more.length > 0)
    return { confidence: 0.8, why: `${why}; it serves ${served.map(({ port }) => port).join(", ")}` };
  return {
    confidence: 0.94,
    why: `${why}, and ${one.from} says ${one.port}`,
    to: withHandler(view, { port: one.port }),
    basis: `port ${view.port} -> ${one.port}, as ${one.from} says`,
  };
}

function wrongPortName({ view, of }: FailingProbe): Fault {
  const names = of.ports.map(({ name }) => name).filter((name) => name !== "");
  const wanted = String(view.writtenPort ?? "");
  const why = `the container has no port named ${wanted}${names.length === 0 ? "" : `; it has ${names.join(", ")}`}`;
  const meant = onlySlip(wanted, names) ?? (names.length === 1 ? names[0] : undefined);
  if (meant !== undefined)
    return {
      confidence: 0.96,
      why,
      to: withHandler(view, { port: meant }),
      basis: `port ${wanted} -> ${meant}, the only one that fits`,
    };
  const [only, ...more] = of.ports;
  if (only === undefined || more.length > 0) return { confidence: 0.96, why };
  return {
    confidence: 0.96,
    why,
    to: withHandler(view, { port: only.port }),
    basis: `port ${wanted} -> ${only.port}, the only port that it declares`,
  };
}

/** 404 and its kin: there is a server, and it knows nothing of the path. What says 401, 403 or 5xx is the program's own word. */
function wrongAnswer(failing: FailingProbe, status: number): Fault | undefined {
  const { view, quiet, unanswered, of } = failing;
  if (status === 400 && view.scheme === "HTTP" && isTlsPort(view.port, of.ports))
    return {
      confidence: 0.92,
      why: "it asks by HTTP, the port is one for HTTPS, and the container refuses the request (400)",
      to: withHandler(view, { scheme: "HTTPS" }),
      basis: "the port is one for HTTPS",
    };
  if (![404, 405, 410].includes(status)) return undefined;
  // The server is up, for it answers this probe: who was merely too early for it is refused no path.
  const paths = [...quiet, ...unanswered].filter(
    (one) => one.kind === "http" && one.port === view.port && one.path !== view.path,
  );
  const [other, ...more] = paths;
  const why = `the container answers ${status} for ${view.path}`;
  if (other === undefined || more.some(({ path }) => path !== other.path)) return { confidence: 0.9, why };
  const isPassed = quiet.includes(other);
  const words = `its ${WORDS[other.name]} ${isPassed ? "passes with" : "is answered without an error for"} ${other.path}`;
  return {
    confidence: isPassed ? 0.95 : 0.9,
    why: `${why}, while ${words}`,
    to: withHandler(view, { path: other.path }),
    basis: `path ${view.path} -> ${other.path}: ${words}`,
  };
}

const isTlsPort = (port: number | undefined, ports: FailingProbe["of"]["ports"]) =>
  port === 443 || port === 8443 || ports.some((one) => one.port === port && /https|tls|ssl/.test(one.name));

function repairOf(
  facts: Facts,
  { view, container }: FailingProbe,
  to: ReturnType<typeof withHandler>,
  basis: string,
): Repair | null {
  return templateRepair(
    facts,
    "SetProbe",
    { container: container.name, probe: view.name, from: view.raw, to, basis },
    true,
  );
}

function advice(facts: Facts, { view, container, pod }: FailingProbe): NextStep[] {
  const { kind, namespace, name } = facts.object;
  return [
    {
      text: "See what the container listens on",
      command: `kubectl exec -n ${namespace} ${pod.name} -c ${container.name} -- sh -c 'netstat -tln || ss -tln || cat /proc/net/tcp'`,
    },
    {
      text: `Correct the ${WORDS[view.name]}`,
      command: `kubectl edit ${kind.toLowerCase()} -n ${namespace} ${name}`,
    },
  ];
}

const probesIn = ({ containers }: Record<string, unknown>) =>
  (Array.isArray(containers) ? containers : []).map((one: Record<string, unknown>) => [
    one.livenessProbe,
    one.readinessProbe,
    one.startupProbe,
  ]);
