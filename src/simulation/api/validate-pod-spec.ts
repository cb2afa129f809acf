import type { Container, PodSpec, Resources } from "../store/objects.ts";
import { parseQuantity } from "../store/quantity.ts";
import { type Cause, fieldInvalid, fieldRequired } from "./status-error.ts";

/** What the server says of a text that is no quantity; it refuses those before any other check. */
export const QUANTITY_MESSAGE =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

function checkResources(path: string, resources: Resources | undefined): Cause[] {
  const { limits = {}, requests = {} } = resources ?? {};
  const negative = (kind: "limits" | "requests", values: Record<string, string | number>) =>
    Object.entries(values)
      .filter(([, value]) => (parseQuantity(value) ?? 0) < 0)
      .map(([name, value]) =>
        fieldInvalid(`${path}.${kind}[${name}]`, String(value), "must be greater than or equal to 0"),
      );
  const above = Object.entries(requests)
    .filter(
      ([name, value]) =>
        (parseQuantity(value) ?? 0) > (parseQuantity(limits[name]) ?? Number.POSITIVE_INFINITY),
    )
    .map(([name, value]) =>
      fieldInvalid(
        `${path}.requests`,
        String(value),
        `must be less than or equal to ${name} limit of ${limits[name]}`,
      ),
    );
  return [...negative("limits", limits), ...negative("requests", requests), ...above];
}

function checkContainer(path: string, container: Container): Cause[] {
  return [
    ...(container.name ? [] : [fieldRequired(`${path}.name`)]),
    ...(container.image ? [] : [fieldRequired(`${path}.image`)]),
    ...checkResources(`${path}.resources`, container.resources),
  ];
}

export function checkPodSpec(path: string, spec: PodSpec): Cause[] {
  const containers = spec.containers ?? [];
  return [
    ...(containers.length === 0 ? [fieldRequired(`${path}.containers`)] : []),
    ...(spec.initContainers ?? []).flatMap((container, index) =>
      checkContainer(`${path}.initContainers[${index}]`, container),
    ),
    ...containers.flatMap((container, index) => checkContainer(`${path}.containers[${index}]`, container)),
  ];
}

/** Whether each quantity of the pod spec is one. */
export function hasOnlyQuantities(spec: PodSpec | undefined): boolean {
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  return containers.every((container) =>
    [container.resources?.limits, container.resources?.requests].every((values) =>
      Object.values(values ?? {}).every((value) => parseQuantity(value) !== undefined),
    ),
  );
}
