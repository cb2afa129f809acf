import type { ObjectStore } from "../store/object-store.ts";
import type { Container, Pod } from "../store/objects.ts";
import { MEBIBYTE, parseQuantity } from "../store/quantity.ts";
import type { Behaviour, ServedPort } from "./behaviour.ts";
import { unmetDemand } from "./config/unmet-demand.ts";
import { isStress } from "./declared-need.ts";
import { ANSWERS_ALL, type Answers } from "./probes/answers.ts";

/** What will become of one run of a container. */
export interface RunPlan {
  /** Since the start, where no probe decides; undefined: never. */
  readyAfterMs: number | undefined;
  end: { afterMs: number; exitCode: number; reason: string } | undefined;
  answers: Answers;
  startLog: string[];
  endLog: string[];
}

/** Where a container runs. */
export interface Place {
  store: ObjectStore;
  pod: Pod;
  container: Container;
  nodeMemoryBytes: number;
}

const KILL_DELAY_MS = 300;
const ALLOCATION_MS = 400;
const DEMAND_MS = 200;

const STRESS_START = "stress: info: [1] dispatching hogs: 0 cpu, 0 io, 1 vm, 0 hdd";
const stressEnd = (seconds: number) => [
  "stress: FAIL: [1] (425) <-- worker 7 got signal 9",
  "stress: WARN: [1] (427) now reaping child worker processes",
  "stress: FAIL: [1] (431) kill error: No such process",
  `stress: FAIL: [1] (461) failed run completed in ${Math.floor(seconds)}s`,
];

/** Memory that kills: the limit of the container or of the whole pod, or the node's whole memory where there is none. */
const ceilingBytes = ({ container, pod, nodeMemoryBytes }: Place): number => {
  const { resources } = pod.spec as { resources?: { limits?: Record<string, string> } };
  const limits = [container.resources?.limits?.memory, resources?.limits?.memory].flatMap(
    (limit) => parseQuantity(limit) ?? [],
  );
  return Math.min(nodeMemoryBytes, ...limits);
};

const well = (startLog: string[] = [], answers: Answers = ANSWERS_ALL): RunPlan => ({
  ...{ readyAfterMs: 0, end: undefined, answers, startLog, endLog: [] },
});

const ending = (afterMs: number, exitCode: number, endLog: string[] = []): RunPlan => ({
  ...well(),
  end: { afterMs, exitCode, reason: exitCode === 0 ? "Completed" : "Error" },
  endLog,
});

function killed(place: Place, who: "child" | "main", afterMs: number, log: string[] | undefined): RunPlan {
  const isChild = who === "child";
  const isOfStress = isStress(place.container);
  return {
    ...well(isOfStress ? [STRESS_START] : []),
    // Seen on a real node: the main process that ends by itself after its child was killed ends with 1.
    end: { afterMs, exitCode: isChild ? 1 : 137, reason: "OOMKilled" },
    endLog: log ?? (isOfStress && isChild ? stressEnd(afterMs / 1000) : []),
  };
}

const answersOf = (ports: ServedPort[] | undefined, fromMs = 0): Answers => ({
  fromMs,
  ...(ports && { ports }),
});

export function planRun(behaviour: Behaviour, place: Place): RunPlan {
  const ceiling = ceilingBytes(place);
  switch (behaviour.kind) {
    case "needs-memory": {
      const { mebibytes, afterMs = ALLOCATION_MS, killed: who = "main", log } = behaviour;
      const answers = answersOf(behaviour.serves);
      if (mebibytes * MEBIBYTE > ceiling) return { ...killed(place, who, afterMs, log), answers };
      return well(isStress(place.container) ? [STRESS_START] : [], answers);
    }
    case "leaks": {
      const roomMebibytes = Math.max(0, ceiling / MEBIBYTE - behaviour.baseMebibytes);
      const afterMs = KILL_DELAY_MS + (roomMebibytes / behaviour.mebibytesPerSecond) * 1000;
      return killed(place, behaviour.killed ?? "main", afterMs, behaviour.log);
    }
    case "crashes":
      return ending(behaviour.afterMs, behaviour.exitCode, behaviour.log);
    case "completes":
      return ending(behaviour.afterMs, 0, behaviour.log);
    case "never-ready":
      return { ...well(behaviour.log, { fromMs: 0, isUnready: true }), readyAfterMs: undefined };
    case "starts-slowly":
      return slow(behaviour.readyAfterMs, undefined, behaviour.log);
    case "needs-cpu":
      return slow(startMs(behaviour, place.container), behaviour.serves, behaviour.log);
    case "serves": {
      const { ports, commands, startsAfterMs = 0, log } = behaviour;
      return well(log, { ...answersOf(ports, startsAfterMs), ...(commands && { commands }) });
    }
    case "calls":
    case "fills-volume":
      return well([], answersOf(behaviour.serves));
    case "demands": {
      const unmet = unmetDemand(place, behaviour.settings);
      if (unmet) return ending(DEMAND_MS, behaviour.exitCode ?? 1, unmet.log);
      return well(behaviour.log, answersOf(behaviour.serves));
    }
    case "cannot-mount":
    case "no-sandbox":
    case "runs-well":
      return well();
  }
}

const slow = (readyAfterMs: number, ports: ServedPort[] | undefined, log: string[] | undefined): RunPlan => ({
  ...well(log, answersOf(ports, readyAfterMs)),
  readyAfterMs,
});

/** A start takes as much longer as the CPU limit is below what it needs. */
function startMs(
  { millicores, readyAfterMs }: { millicores: number; readyAfterMs: number },
  container: Container,
) {
  const cores = parseQuantity(container.resources?.limits?.cpu) ?? Number.POSITIVE_INFINITY;
  return readyAfterMs * Math.max(1, millicores / (cores * 1000));
}

/** Memory in use `elapsedMs` after the start, for the metrics API. */
export function usageBytes(behaviour: Behaviour, elapsedMs: number): number {
  if (behaviour.kind === "needs-memory") return behaviour.mebibytes * MEBIBYTE;
  if (behaviour.kind === "leaks")
    return (behaviour.baseMebibytes + (behaviour.mebibytesPerSecond * elapsedMs) / 1000) * MEBIBYTE;
  return 16 * MEBIBYTE;
}
