import { FIXED_METADATA, OWN_ANNOTATIONS } from "../writes/outer-metadata.ts";
import type { Bound } from "./bound.ts";

const annotations = (object: string) => `${object}.metadata[?'annotations'].orValue({})`;
const within = (from: string, to: string) =>
  `${annotations(from)}.all(k, k in ${JSON.stringify(OWN_ANNOTATIONS)} || ${annotations(to)}[?k] == optional.of(${annotations(from)}[k]))`;

/** The guard's own bounds of metadata, of whatever is updated, the guard's configuration included. */
export const METADATA_BOUNDS: readonly Bound[] = [
  ...FIXED_METADATA.map((field) => ({
    expression: `request.operation != 'UPDATE' || object.metadata[?'${field}'] == oldObject.metadata[?'${field}']`,
    message: `kube-autofix never changes ${field}`,
  })),
  {
    expression: `request.operation != 'UPDATE' || (${within("object", "oldObject")} && ${within("oldObject", "object")})`,
    message: "kube-autofix writes no annotation but its own trail",
  },
];
