import { z } from "zod";
import type { KubernetesObject } from "./cluster-reader.ts";

const sliceSchema = z.looseObject({
  endpoints: z
    .array(z.looseObject({ conditions: z.looseObject({ ready: z.boolean().nullish() }).nullish() }))
    .nullish(),
  ports: z.array(z.looseObject({ name: z.string().nullish(), port: z.number().nullish() })).nullish(),
});

/** What the EndpointSlices of one Service say. */
export interface EndpointState {
  ready: number;
  notReady: number;
  /** Names of the Service's ports that a ready endpoint serves; "" for a port without a name. */
  portsServed: string[];
  /** No slice has ever held an endpoint, as far as its generation tells. */
  isUntouched: boolean;
}

export function endpointStateOf(slices: readonly KubernetesObject[]): EndpointState {
  const parsed = slices.flatMap((slice) => {
    const { data } = sliceSchema.safeParse(slice);
    return data === undefined ? [] : [data];
  });
  const readyOf = (slice: (typeof parsed)[number]) =>
    (slice.endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false).length;
  const total = parsed.reduce((sum, slice) => sum + (slice.endpoints?.length ?? 0), 0);
  const ready = parsed.reduce((sum, slice) => sum + readyOf(slice), 0);
  return {
    ready,
    notReady: total - ready,
    portsServed: [
      ...new Set(
        parsed
          .filter((slice) => readyOf(slice) > 0)
          .flatMap((slice) => (slice.ports ?? []).map(({ name }) => name ?? "")),
      ),
    ],
    isUntouched: total === 0 && slices.every(({ metadata }) => (metadata.generation ?? 1) <= 1),
  };
}

/** The Service that a slice belongs to; "" where it is somebody else's. */
export function serviceOfSlice(slice: KubernetesObject): string {
  return slice.metadata.labels?.["kubernetes.io/service-name"] ?? "";
}
