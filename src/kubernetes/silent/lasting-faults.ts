import type { NewSignal } from "../../domain/signal.ts";
import { oneLine } from "../one-line.ts";
import { deletedServiceFaults } from "./deleted-service-faults.ts";
import type { Fault, FindFaults } from "./fault.ts";
import { claimFaults, ingressFaults, nodeFaults, stuckFaults } from "./object-faults.ts";
import { autoscalerFaults, budgetFaults } from "./scale-faults.ts";
import { serviceFaults } from "./service-faults.ts";
import { workloadFaults } from "./workload-faults.ts";
import type { World } from "./world.ts";

/** One line a family. */
const FAMILIES: readonly FindFaults[] = [
  serviceFaults,
  deletedServiceFaults,
  workloadFaults,
  ingressFaults,
  autoscalerFaults,
  budgetFaults,
  claimFaults,
  nodeFaults,
  stuckFaults,
];

export interface LastingFaults {
  /** Signals of the faults that have lasted for their grace, one an hour while each lasts. */
  look(now: Date): NewSignal[];
  /** Those signals are kept: they are not given again within their hour. */
  delivered(signals: readonly NewSignal[]): void;
}

interface Seen {
  since: number;
  isTold: boolean;
}

/** Follows each fault from the look that sees it first: only one that every look sees lasts. */
export function createLastingFaults(world: World): LastingFaults {
  let seen = new Map<string, Seen>();
  /** How often a trouble of an object has come back, so that its return is no repeat. */
  const returns = new Map<string, number>();
  const told = new Set<string>();
  const wasWell = new Set<string>();

  return {
    look(now) {
      const present = new Map<string, Seen>();
      const signals = new Map<string, NewSignal>();
      for (const fault of faultsOf(world, now.getTime(), wasWell)) {
        const key = [nameOf(fault), fault.state ?? ""].join(" ");
        const one = present.get(key) ?? seen.get(key) ?? { since: now.getTime(), isTold: false };
        present.set(key, one);
        if (now.getTime() - one.since < fault.graceSeconds * 1000) continue;
        const signal = signalOf(fault, now, returns.get(nameOf(fault)) ?? 0);
        one.isTold = true;
        if (!told.has(signal.key)) signals.set(signal.key, signal);
      }
      for (const [key, { isTold }] of seen) {
        const name = key.slice(0, key.indexOf(" "));
        if (isTold && ![...present.keys()].some((other) => other.startsWith(`${name} `)))
          returns.set(name, (returns.get(name) ?? 0) + 1);
      }
      seen = present;
      return [...signals.values()];
    },
    delivered(signals) {
      for (const { key } of signals) told.add(key);
      // An hour has passed for the older ones, and nothing gives them again.
      if (told.size > MOST_TOLD) told.clear();
    },
  };
}
const MOST_TOLD = 10_000;

const nameOf = ({ object, symptom, variant }: Fault) =>
  [
    object.uid || `${object.kind}/${object.namespace}/${object.name}`,
    symptom,
    ...(variant ? [variant] : []),
  ].join("/");

/** What is in a namespace that is being deleted goes with it. */
function faultsOf(world: World, now: number, wasWell: Set<string>): Fault[] {
  const leaving = new Set(
    [...world.all("Namespace")].filter(({ deletedAt }) => deletedAt !== undefined).map(({ ref }) => ref.name),
  );
  return FAMILIES.flatMap((find) => find(world, { now, wasWell })).filter(
    ({ object }) => !leaving.has(object.namespace),
  );
}

function signalOf(fault: Fault, now: Date, times: number): NewSignal {
  const at = now.toISOString();
  const { apiVersion, kind, namespace, name, uid } = fault.object;
  const again = times === 0 ? [] : [String(times)];
  return {
    key: ["object", nameOf(fault), at.slice(0, 13), ...again].join("/"),
    source: "object-status",
    symptom: fault.symptom,
    suspect: { apiVersion, kind, namespace, name, uid, container: "", labels: fault.labels ?? {} },
    at,
    detail: oneLine(`${kind} ${name}: ${fault.detail}`),
    ...(fault.record === undefined ? {} : { record: fault.record }),
  };
}
