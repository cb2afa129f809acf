import type { ObjectStore } from "../../store/object-store.ts";
import { annotationsOf, CLASSES } from "../../store/storage.ts";

const DEFAULT = "storageclass.kubernetes.io/is-default-class";

/** Of several defaults the youngest counts. */
export function defaultClassName(store: ObjectStore): string | undefined {
  const classes = store.list(CLASSES).filter((one) => annotationsOf(one)[DEFAULT] === "true");
  return classes.toSorted((a, b) =>
    (b.metadata.creationTimestamp ?? "").localeCompare(a.metadata.creationTimestamp ?? ""),
  )[0]?.metadata.name;
}
