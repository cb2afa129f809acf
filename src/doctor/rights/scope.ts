import type { Config } from "../../config/config.ts";
import { CLUSTER_ACTIONS, CLUSTER_READS, EVENTS, READS, WRITES } from "../data/needed-rights.ts";
import { type Right, rightsOf } from "./right.ts";

/** A namespace, or undefined for the whole cluster, with what is needed there. */
export interface Scope {
  namespace: string | undefined;
  reads: readonly Right[];
  writes: readonly { action: string; rights: readonly Right[] }[];
  events: readonly Right[];
}

/** What stands for all of many namespaces: their roles are made from one. */
const MOST_NAMESPACES = 10;

const all = (rows: readonly string[]) => rows.flatMap(rightsOf);
const writesOf = (isWanted: (action: string) => boolean) =>
  Object.entries(WRITES)
    .filter(([action]) => isWanted(action))
    .map(([action, rows]) => ({ action, rights: all(rows) }));

/** Where the service needs which rights, by its configuration. Pure. */
export function scopesOf({ watchNamespaces }: Config["kubernetes"]): Scope[] {
  const clusterReads = all(CLUSTER_READS);
  const events = all(EVENTS);
  if (watchNamespaces.length === 0)
    return [
      { namespace: undefined, reads: [...all(READS), ...clusterReads], writes: writesOf(() => true), events },
    ];
  const ofNamespaces = writesOf((action) => !CLUSTER_ACTIONS.includes(action));
  return [
    { namespace: undefined, reads: clusterReads, writes: [], events: [] },
    ...watchNamespaces
      .slice(0, MOST_NAMESPACES)
      .map((namespace) => ({ namespace, reads: all(READS), writes: ofNamespaces, events })),
  ];
}
