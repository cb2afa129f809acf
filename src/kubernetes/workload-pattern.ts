import type { KubernetesObject } from "./cluster-reader.ts";
import { recordOf } from "./kubernetes-object.ts";

const MAX_IMAGES = 6;
const MAX_CHARS = 300;

/**
 * What would make another workload behave alike, without naming it: kind, who owns it, the families of its images and
 * the number of its containers. "Deployment|helm|nginx+redis|2". Two that are alike are the same text.
 */
export function workloadPattern(object: Pick<KubernetesObject, "kind" | "metadata"> & object): string {
  const containers = containersOf(object as KubernetesObject);
  const images = [...new Set(containers.map(({ image }) => imageFamily(image)))].filter((one) => one !== "");
  const shown = images.toSorted().slice(0, MAX_IMAGES).join("+");
  return [object.kind, ownerPattern(object), shown, containers.length].join("|").slice(0, MAX_CHARS);
}

/** "ghcr.io/team/shop-web:1.2@sha256:..." -> "team/shop-web". No registry, no version: these change while a program stays. */
export function imageFamily(image: string): string {
  const [named = ""] = image.split("@");
  const parts = named.toLowerCase().split("/");
  const [first = ""] = parts;
  const hasRegistry = parts.length > 1 && (/[.:]/.test(first) || first === "localhost");
  const path = hasRegistry ? parts.slice(1) : parts;
  const last = (path.at(-1) ?? "").split(":")[0] ?? "";
  const family = [...path.slice(0, -1).filter((part) => part !== "library"), last].join("/");
  return family.replaceAll(/[^a-z0-9._/-]/g, "").slice(0, 100);
}

const MANAGED_BY = "app.kubernetes.io/managed-by";

/** Who brings it back when it is changed: its controller's kind, or the tool that says so. */
function ownerPattern({ metadata }: Pick<KubernetesObject, "metadata">): string {
  const owners = metadata?.ownerReferences ?? [];
  const owner = owners.find(({ controller }) => controller === true);
  if (owner !== undefined) return `owned by ${owner.kind}`;
  const tool = metadata?.labels?.[MANAGED_BY];
  return tool === undefined
    ? "free"
    : tool
        .toLowerCase()
        .replaceAll(/[^a-z0-9.-]/g, "")
        .slice(0, 40);
}

function containersOf(object: KubernetesObject): { image: string }[] {
  const spec = recordOf(object.spec);
  const template =
    object.kind === "CronJob" ? recordOf(recordOf(spec.jobTemplate).spec).template : spec.template;
  const podSpec = object.kind === "Pod" ? spec : recordOf(recordOf(template).spec);
  const { containers } = podSpec;
  if (!Array.isArray(containers)) return [];
  return containers.map((one) => ({ image: String(recordOf(one).image ?? "") }));
}
