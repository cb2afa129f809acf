import type { Finding } from "../domain/finding.ts";
import type { Repair } from "../domain/repair.ts";
import type { ClusterReader, KubernetesObject } from "../kubernetes/cluster-reader.ts";
import { refOf } from "../kubernetes/kubernetes-object.ts";
import { settableConfig } from "./actions/settable-config.ts";
import { settableFields } from "./actions/settable-fields.ts";
import { readConfig } from "./facts/read-config.ts";

/** A repair that code worked out. `bounds` are those of the one number in it that may be chosen. */
export interface OfferedRepair {
  cause: Finding["cause"];
  sentence: string;
  repair: Repair;
  bounds: { least: number; most: number } | null;
}

export interface OfferedField {
  name: string;
  value: string | number;
  repairTo(value: string | number, basis: string): Repair;
}

/** All that may be chosen from; whatever is chosen takes the one road, and what is not here cannot be chosen. */
export interface Offers {
  candidates: OfferedRepair[];
  fields: OfferedField[];
}

/** Fields are offered where the catalogue has no answer. Reads the object at fault once. */
export async function readOffers(
  reader: ClusterReader,
  finding: Finding,
  signal: AbortSignal,
): Promise<Offers> {
  const own = finding.repair === null ? [] : [{ ...finding, repair: finding.repair }];
  const candidates = [...own, ...(finding.alternatives ?? [])].map(({ cause, sentence, repair }) => ({
    cause,
    sentence,
    repair,
    bounds: boundsOf(repair),
  }));
  if (candidates.length > 0) return { candidates, fields: [] };
  const object = await reader.get(finding.object, signal);
  if (object === undefined) return { candidates, fields: [] };
  const target = refOf(object);
  const fields = settableFields(object).map(({ name, value }) => ({
    name,
    value,
    repairTo: (to: string | number, basis: string): Repair => ({
      type: "SetField",
      target,
      isExclusive: false,
      parameters: { field: name, from: value, to, basis },
    }),
  }));
  return { candidates, fields: [...fields, ...(await configFields(reader, object, signal))] };
}

/** By the number of the ConfigMap: its name is one of the cluster's, and no model is told those. */
async function configFields(
  reader: ClusterReader,
  object: KubernetesObject,
  signal: AbortSignal,
): Promise<OfferedField[]> {
  const target = refOf(object);
  const configs = await readConfig(reader, { workload: object }, signal);
  return configs.flatMap(({ object: configMap, alsoReadBy }, index) =>
    settableConfig(object, configMap).map(({ field, key, value }) => ({
      name: `ConfigMap ${index + 1}: ${key}`,
      value,
      repairTo: (to: string | number, basis: string): Repair => ({
        type: "SetField",
        target,
        isExclusive: false,
        parameters: {
          field,
          from: value,
          to,
          basis,
          configMap: {
            name: configMap.metadata.name,
            uid: configMap.metadata.uid ?? "",
            key,
            alsoReadBy,
          },
        },
      }),
    })),
  );
}

/** Between what stands there and what code worked out: a choice may be gentler than the proposal and never stronger. */
function boundsOf(repair: Repair): OfferedRepair["bounds"] {
  if (repair.type === "SetScale" || repair.type === "SetAutoscalerBounds")
    return between(repair.parameters.from, repair.parameters.to);
  if (repair.type === "ExpandClaim") return between(repair.parameters.fromBytes, repair.parameters.toBytes);
  return null;
}

const between = (from: number, to: number) => ({
  least: Math.min(from < to ? from + 1 : from, to),
  most: Math.max(from > to ? from - 1 : from, to),
});

/** The repair with the number that was chosen, held within its bounds. */
export function withValue({ repair, bounds }: OfferedRepair, value: number): Repair {
  if (bounds === null) return repair;
  const to = Math.min(bounds.most, Math.max(bounds.least, Math.round(value)));
  if (repair.type === "SetScale" || repair.type === "SetAutoscalerBounds")
    return { ...repair, parameters: { ...repair.parameters, to } } as Repair;
  if (repair.type === "ExpandClaim") return { ...repair, parameters: { ...repair.parameters, toBytes: to } };
  return repair;
}

/** What was said, as a value of the kind that stands there; undefined where it is none: NaN could be kept in no row. */
export function valueLike(present: string | number, said: string | number): string | number | undefined {
  if (typeof present === "string") return String(said);
  const value = String(said).trim() === "" ? Number.NaN : Number(said);
  return Number.isFinite(value) ? value : undefined;
}
