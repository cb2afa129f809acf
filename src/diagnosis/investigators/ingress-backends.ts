import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { listAt, recordOf } from "../../kubernetes/kubernetes-object.ts";
import { serviceShapeOf } from "../../kubernetes/service-shape.ts";

/** Where an Ingress sends to. */
export interface Backend {
  /** Pointer below the spec, to the backend's service. */
  pointer: string;
  name: string;
  number: number | undefined;
  portName: string | undefined;
}

export function backendsIn(raw: KubernetesObject): Backend[] {
  const found = listAt(raw.spec, "rules").flatMap((rule, ruleIndex) =>
    listAt(recordOf(rule).http, "paths").map((path, pathIndex) => ({
      pointer: `/rules/${ruleIndex}/http/paths/${pathIndex}/backend/service`,
      service: recordOf(recordOf(recordOf(path).backend).service),
    })),
  );
  const fallback = recordOf(recordOf(recordOf(raw.spec).defaultBackend).service);
  return [...found, { pointer: "/defaultBackend/service", service: fallback }].flatMap(
    ({ pointer, service }) => {
      const { number, name } = recordOf(service.port);
      if (typeof service.name !== "string") return [];
      return [
        {
          pointer,
          name: service.name,
          number: typeof number === "number" && number > 0 ? number : undefined,
          portName: typeof name === "string" && name !== "" ? name : undefined,
        },
      ];
    },
  );
}

/** Backends that name the same missing thing are one fault. */
export interface Fault {
  part: "name" | "port";
  backend: Backend;
  all: Backend[];
}

export function groupFaults(backends: readonly Backend[], services: readonly KubernetesObject[]): Fault[] {
  const faulty = backends.flatMap((backend): { key: string; part: Fault["part"]; backend: Backend }[] => {
    const service = services.find(({ metadata }) => metadata.name === backend.name);
    if (service === undefined) return [{ key: `name ${backend.name}`, part: "name", backend }];
    const { ports, type } = serviceShapeOf(service);
    const has = ports.some(({ name, port }) => port === backend.number || name === backend.portName);
    const isOpen = type === "ExternalName" && ports.length === 0;
    return has || isOpen ? [] : [{ key: `port ${portOf(backend)} ${backend.name}`, part: "port", backend }];
  });
  return [...Map.groupBy(faulty, ({ key }) => key).values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ ...first, all: group.map(({ backend }) => backend) }];
  });
}

export const portOf = ({ number, portName }: Backend) => String(portName ?? number ?? "none");
