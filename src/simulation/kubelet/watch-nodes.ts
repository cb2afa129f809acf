import type { ApiMachinery } from "../api/api-machinery.ts";
import type { NodeObject } from "../store/objects.ts";
import { conditionOf } from "../store/pod-state.ts";
import { type Pressure, pressuresOf } from "./eviction/relieve-node.ts";

export interface NodeHooks {
  /** Its kubelet reaches the API server again. */
  returned(node: string): void;
  /** It is short of something, or still is. */
  pressed(node: string, pressure: Pressure): void;
}

/** A kubelet looks again at a node that stays short of something. */
const AGAIN_MS = 300_000;
/** It must have seen the pressure before it acts. */
const MONITOR_MS = 10_000;

/** A node that is gone, or of which nothing is heard: whatever runs there, nobody is told of it. */
export const isNodeSilent = (api: ApiMachinery, name: string): boolean => {
  const node = api.store.get("nodes", "", name) as NodeObject | undefined;
  return node === undefined || conditionOf(node.status, "Ready")?.status === "Unknown";
};

/** Tells what becomes of nodes, as their conditions have it. */
export function watchNodes(api: ApiMachinery, hooks: NodeHooks): () => void {
  const silent = new Set<string>();

  const press = (name: string, pressure: Pressure, delayMs: number) =>
    api.loop.after(`kubelet/pressure/${name}/${pressure}`, delayMs, () => {
      const node = api.store.get("nodes", "", name) as NodeObject | undefined;
      if (!pressuresOf(node).includes(pressure)) return;
      hooks.pressed(name, pressure);
      press(name, pressure, AGAIN_MS);
    });

  return api.store.onChange(({ resource, object, previous }) => {
    if (resource !== "nodes") return;
    const { name } = object.metadata;
    const before = pressuresOf(previous as NodeObject | undefined);
    for (const pressure of pressuresOf(object as NodeObject))
      if (!before.includes(pressure)) press(name, pressure, MONITOR_MS);
    if (isNodeSilent(api, name)) silent.add(name);
    else if (silent.delete(name)) api.loop.enqueue(`kubelet/returned/${name}`, () => hooks.returned(name));
  });
}
