import type { ActionParameters } from "../../domain/action.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import type { Facts } from "../facts.ts";
import type { ProbeName } from "./probe-event.ts";

type Json = NonNullable<ActionParameters["SetProbe"]["to"]>;

/** A probe as the template holds it. */
export interface ProbeView {
  name: ProbeName;
  raw: Json;
  kind: "http" | "tcp" | "grpc" | "exec" | "none";
  /** The number that a name stands for; undefined where the container has no port of that name. */
  port: number | undefined;
  /** As it is written, number or name. */
  writtenPort: number | string | undefined;
  path: string;
  scheme: "HTTP" | "HTTPS";
  initialDelaySeconds: number;
  periodSeconds: number;
  timeoutSeconds: number;
  failureThreshold: number;
}

export interface DeclaredPort {
  name: string;
  port: number;
}

export interface ContainerProbes {
  container: string;
  ports: DeclaredPort[];
  probes: Partial<Record<ProbeName, ProbeView>>;
}

export const PROBE_NAMES = ["livenessProbe", "readinessProbe", "startupProbe"] as const;

/** The probes of the template's containers, sidecars among them. */
export function probesOf(facts: Facts): ContainerProbes[] {
  const spec = recordOf(facts.template?.raw.spec);
  const containers = [...listOf(spec.containers), ...listOf(spec.initContainers)].map(recordOf);
  return containers.map((container) => {
    const ports = listOf(container.ports).flatMap((item) => {
      const { name, containerPort } = recordOf(item);
      return typeof containerPort === "number"
        ? [{ name: typeof name === "string" ? name : "", port: containerPort }]
        : [];
    });
    const probes = Object.fromEntries(
      PROBE_NAMES.flatMap((name) => {
        const raw = container[name];
        return typeof raw === "object" && raw !== null
          ? [[name, viewOf(name, recordOf(raw) as Json, ports)]]
          : [];
      }),
    );
    return { container: String(container.name ?? ""), ports, probes };
  });
}

function viewOf(name: ProbeName, raw: Json, ports: readonly DeclaredPort[]): ProbeView {
  const kind = HANDLERS.find(([field]) => raw[field] !== undefined);
  const handler = recordOf(kind === undefined ? undefined : raw[kind[0]]);
  const written = handler.port;
  const writtenPort = typeof written === "number" || typeof written === "string" ? written : undefined;
  const number = (field: string, otherwise: number) => {
    const value: unknown = raw[field];
    return typeof value === "number" && value > 0 ? value : otherwise;
  };
  return {
    name,
    raw,
    kind: kind?.[1] ?? "none",
    port: typeof writtenPort === "string" ? portNamed(writtenPort, ports) : writtenPort,
    writtenPort,
    path: typeof handler.path === "string" ? handler.path : "/",
    scheme: handler.scheme === "HTTPS" ? "HTTPS" : "HTTP",
    initialDelaySeconds: number("initialDelaySeconds", 0),
    periodSeconds: number("periodSeconds", 10),
    timeoutSeconds: number("timeoutSeconds", 1),
    failureThreshold: number("failureThreshold", 3),
  };
}

const HANDLERS = [
  ["httpGet", "http"],
  ["tcpSocket", "tcp"],
  ["grpc", "grpc"],
  ["exec", "exec"],
] as const;

/** The kubelet takes a text that is a number for one. */
function portNamed(name: string, ports: readonly DeclaredPort[]): number | undefined {
  return (
    ports.find((port) => port.name === name)?.port ?? (/^\d{1,5}$/.test(name) ? Number(name) : undefined)
  );
}

/** The same probe with other fields of its handler. */
export function withHandler(probe: ProbeView, fields: Record<string, string | number>): Json {
  const field = HANDLERS.find(([, kind]) => kind === probe.kind)?.[0] ?? "httpGet";
  return { ...probe.raw, [field]: { ...recordOf(probe.raw[field]), ...fields } } as Json;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
