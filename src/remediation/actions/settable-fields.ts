import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { valueAt } from "../../kubernetes/json-patch-apply.ts";
import { registryOf } from "./image-registry.ts";
import { podSpecOf, templatePointer } from "./pod-template.ts";
import { type Check, isReadable, OBEYED, text } from "./proposed-value.ts";

/** One field that may be set, as the object holds it now. */
export interface SettableField {
  /** For people and models: "container web: env LOG_FORMAT". */
  name: string;
  /** Below the pod template's spec. */
  pointer: string;
  value: string | number;
  /** Why a value may not stand there; undefined where it may. */
  refusal: Check;
}

/**
 * Every field that a model may propose a value for: those of the closed list below that the object holds already. No
 * security context, service account, volume, host setting or command is among them, and nothing is added or removed.
 */
export function settableFields(object: KubernetesObject): SettableField[] {
  const pointer = templatePointer(object.kind);
  const spec = podSpecOf(object);
  if (pointer === undefined || spec === undefined || object.kind === "Pod") return [];
  const containers = (["containers", "initContainers"] as const).flatMap((list) =>
    (spec[list] ?? []).map((container, index) => ({ container, base: `/${list}/${index}` })),
  );
  const registries = new Set(containers.flatMap(({ container }) => registryOf(container.image) ?? []));
  const at = (path: string) => valueAt(object, `${pointer}/spec${path}`);
  const fields = containers.flatMap(({ container, base }) => [
    ...variables(container.name, `${base}/env`, at),
    ...words(container, `${base}/args`, at),
    ...probes(container.name, base, at),
    ...ports(container.name, `${base}/ports`, at),
    { name: `container ${container.name}: workingDir`, pointer: `${base}/workingDir`, refusal: text(400) },
    { name: `container ${container.name}: image`, pointer: `${base}/image`, refusal: imageOf(registries) },
  ]);
  const own = {
    name: "terminationGracePeriodSeconds",
    pointer: "/terminationGracePeriodSeconds",
    refusal: whole(0, 3600),
  };
  return [...fields, own].flatMap((field) => {
    const value = at(field.pointer);
    if (typeof value !== "string" && typeof value !== "number") return [];
    return isReadable(field.name, value) ? [{ ...field, value }] : [];
  });
}

type At = (path: string) => unknown;
type Draft = Omit<SettableField, "value">;

function variables(container: string, base: string, at: At): Draft[] {
  return listAt(at, base).flatMap((entry, index) => {
    const { name, value } = entry as { name?: unknown; value?: unknown };
    if (typeof name !== "string" || typeof value !== "string" || OBEYED.test(name)) return [];
    return [
      { name: `container ${container}: env ${name}`, pointer: `${base}/${index}/value`, refusal: text(1000) },
    ];
  });
}

/** Words of a command line, but none where a shell reads them. */
function words(
  container: { name: string; command?: unknown; args?: unknown },
  base: string,
  at: At,
): Draft[] {
  const line = [container.command, container.args].flat().filter((word) => typeof word === "string");
  if (line.some((word) => /(^|\/)(ba|da|z|k|a)?sh$|^-[a-z]*c$|^--?e(val)?$/.test(word))) return [];
  return listAt(at, base).map((_, index) => ({
    name: `container ${container.name}: args[${index}]`,
    pointer: `${base}/${index}`,
    refusal: text(400),
  }));
}

const PROBES = ["livenessProbe", "readinessProbe", "startupProbe"];
const TIMES = ["initialDelaySeconds", "periodSeconds", "timeoutSeconds", "failureThreshold"];

function probes(container: string, base: string, at: At): Draft[] {
  return PROBES.filter((probe) => at(`${base}/${probe}`) !== undefined).flatMap((probe) => {
    const field = (path: string, refusal: Check): Draft => ({
      name: `container ${container}: ${probe} ${path.replaceAll("/", ".")}`,
      pointer: `${base}/${probe}/${path}`,
      refusal,
    });
    return [
      ...TIMES.map((time) => field(time, whole(time === "initialDelaySeconds" ? 0 : 1, 3600))),
      field("httpGet/path", (to) => text(200)(to) ?? (String(to).startsWith("/") ? undefined : "no path")),
      field("httpGet/port", port),
      field("tcpSocket/port", port),
    ];
  });
}

function ports(container: string, base: string, at: At): Draft[] {
  return listAt(at, base).map((_, index) => ({
    name: `container ${container}: ports[${index}].containerPort`,
    pointer: `${base}/${index}/containerPort`,
    refusal: whole(1, 65_535),
  }));
}

const listAt = (at: At, pointer: string): unknown[] => {
  const list = at(pointer);
  return Array.isArray(list) ? list : [];
};

function whole(least: number, most: number): Check {
  return (to) =>
    typeof to === "number" && Number.isInteger(to) && to >= least && to <= most
      ? undefined
      : `it must be a whole number from ${least} to ${most}`;
}

const port: Check = (to) =>
  typeof to === "string" && /^(?=.*[a-z])[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/.test(to)
    ? undefined
    : whole(1, 65_535)(to);

const imageOf =
  (registries: ReadonlySet<string>): Check =>
  (to) => {
    const registry = registryOf(to);
    if (registry === undefined) return "it is no image";
    return registries.has(registry) ? undefined : `the registry ${registry} is not in use here`;
  };
