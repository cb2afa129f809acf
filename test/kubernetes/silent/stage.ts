import type { NewSignal } from "../../../src/domain/signal.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { createLastingFaults } from "../../../src/kubernetes/silent/lasting-faults.ts";
import { createWorld } from "../../../src/kubernetes/silent/world.ts";
import { WATCHED } from "../../../src/kubernetes/watched-kinds.ts";

const START = Date.parse("2026-11-22T12:00:30Z");
const LOOK_SECONDS = 10;

export interface SilentStage {
  put(...objects: KubernetesObject[]): void;
  remove(...objects: KubernetesObject[]): void;
  /** Looks every ten seconds for so long; what it heard is taken. */
  pass(seconds: number): string[];
  refuse(kind: string): void;
  readonly signals: NewSignal[];
}

/** A world in memory with its own time: everything is listed, and looked at as the watch does. */
export function createSilentStage(...objects: KubernetesObject[]): SilentStage {
  const world = createWorld(new Map(WATCHED.map(({ type }) => [type.kind, 1])));
  const faults = createLastingFaults(world);
  const signals: NewSignal[] = [];
  let now = START;
  const change = (kind: "present" | "deleted", changed: KubernetesObject[]) => {
    for (const object of changed) world.take(object.kind, [{ kind, object }], now);
  };
  change("present", objects);
  for (const { type } of WATCHED) {
    const uids = objects.filter(({ kind }) => kind === type.kind).map(({ metadata }) => metadata.uid ?? "");
    world.listed(type.kind, { path: type.kind, namespace: undefined }, new Set(uids));
  }
  return {
    signals,
    put: (...changed) => change("present", changed),
    remove: (...changed) => change("deleted", changed),
    refuse: (kind) => world.refused(kind),
    pass(seconds) {
      const heard: NewSignal[] = [];
      for (let passed = 0; passed < seconds; passed += LOOK_SECONDS) {
        now += LOOK_SECONDS * 1000;
        const lasting = faults.look(new Date(now));
        faults.delivered(lasting);
        heard.push(...lasting);
      }
      signals.push(...heard);
      return heard.map(({ symptom, suspect }) => `${symptom} ${suspect.kind} ${suspect.name}`);
    },
  };
}
