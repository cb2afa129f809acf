import type { Repair } from "../../domain/repair.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import { formatMemory, tryParseMilli } from "../../kubernetes/quantity.ts";
import type { Facts, Revision } from "../facts.ts";
import { templateRepair } from "../repair-of.ts";
import type { PendingScene } from "./pending-scene.ts";
import { isBytes } from "./resource-text.ts";

/** So much of the largest node may be asked for: the rest is what runs on every node. */
const SHARE = 0.8;
/** Twice what was ever seen in use. */
const SAFETY = 2;

/**
 * The request that an earlier revision had, or twice what is in use, where that fits on the largest node. Null where the
 * pod's need is not known, or more than one container asks too much: a guessed size would end in kills.
 */
export function fittingRequest(
  facts: Facts,
  { requests }: PendingScene,
  short: readonly { resource: string; wanted: number; most: number }[],
): Repair | null {
  const [one, ...more] = short;
  if (one === undefined || more.length > 0 || !["cpu", "memory"].includes(one.resource)) return null;
  const { resource, most } = one;
  const largest = (facts.template?.containers ?? [])
    .filter(({ kind }) => kind === "container")
    .map(({ name, spec }) => ({ name, ...written(spec.resources, resource) }))
    .toSorted((a, b) => b.milli - a.milli)[0];
  if (largest === undefined || largest.bound === "none") return null;
  const others = (requests.get(resource) ?? 0) - largest.milli;
  const known =
    earlierRequest(facts.revisions, largest.name, resource) ?? inUse(facts, largest.name, resource);
  if (known === undefined || known.milli + others > most * SHARE || known.milli >= largest.milli) return null;
  const to = isBytes(resource) ? formatMemory(Math.ceil(known.milli / 1000)) : `${Math.ceil(known.milli)}m`;
  return templateRepair(facts, "SetResources", {
    changes: [
      {
        container: largest.name,
        bound: "requests",
        resource,
        from: largest.bound === "requests" ? largest.text : null,
        to,
      },
    ],
    basis: `${known.from}; the largest node cannot take ${largest.text}`,
  });
}

function earlierRequest(revisions: readonly Revision[], container: string, resource: string) {
  for (const revision of revisions.slice(1)) {
    const spec = revision.template.containers.find(({ name }) => name === container)?.spec;
    const { milli, bound } = written(spec?.resources, resource);
    if (bound === "requests") return { milli, from: `as in revision ${revision.number}` };
  }
  return undefined;
}

function inUse(facts: Facts, container: string, resource: string) {
  const bytes = facts.samples.filter((one) => one.container === container).map((one) => one.bytes);
  if (resource !== "memory" || bytes.length === 0) return undefined;
  const mebibytes = Math.ceil((Math.max(...bytes) * SAFETY) / 2 ** 20);
  return { milli: mebibytes * 2 ** 20 * 1000, from: "twice the memory that its other pods use" };
}

function written(resources: unknown, resource: string) {
  const { requests, limits } = recordOf(resources);
  const request = recordOf(requests)[resource];
  const limit = recordOf(limits)[resource];
  const value = request ?? limit;
  const bound =
    request !== undefined
      ? ("requests" as const)
      : limit !== undefined
        ? ("limits" as const)
        : ("none" as const);
  return { milli: tryParseMilli(value) ?? 0, text: String(value ?? ""), bound };
}
