import type { Container } from "../store/objects.ts";
import { MEBIBYTE, parseQuantity } from "../store/quantity.ts";
import type { Behaviour } from "./behaviour.ts";
import { isStress } from "./declared-need.ts";

/** What will become of one run of a container. */
export interface RunPlan {
  /** Since the start; undefined: never. */
  readyAfterMs: number | undefined;
  end: { afterMs: number; exitCode: number; reason: string } | undefined;
  startLog: string[];
  endLog: string[];
}

const KILL_DELAY_MS = 300;
const ALLOCATION_MS = 400;

const STRESS_START = "stress: info: [1] dispatching hogs: 0 cpu, 0 io, 1 vm, 0 hdd";
const stressEnd = (seconds: number) => [
  "stress: FAIL: [1] (425) <-- worker 7 got signal 9",
  "stress: WARN: [1] (427) now reaping child worker processes",
  "stress: FAIL: [1] (431) kill error: No such process",
  `stress: FAIL: [1] (461) failed run completed in ${Math.floor(seconds)}s`,
];

interface Place {
  container: Container;
  nodeMemoryBytes: number;
}

/** Memory that kills: the container's limit, or the node's whole memory where it has none. */
const ceilingBytes = ({ container, nodeMemoryBytes }: Place): number =>
  parseQuantity(container.resources?.limits?.memory) ?? nodeMemoryBytes;

function killed(place: Place, who: "child" | "main", afterMs: number, log: string[] | undefined): RunPlan {
  const isChild = who === "child";
  const isOfStress = isStress(place.container);
  return {
    readyAfterMs: 0,
    // Seen on a real node: the main process that ends by itself after its child was killed ends with 1.
    end: { afterMs, exitCode: isChild ? 1 : 137, reason: "OOMKilled" },
    startLog: isOfStress ? [STRESS_START] : [],
    endLog: log ?? (isOfStress && isChild ? stressEnd(afterMs / 1000) : []),
  };
}

const well = (startLog: string[]): RunPlan => ({ readyAfterMs: 0, end: undefined, startLog, endLog: [] });

export function planRun(behaviour: Behaviour, place: Place): RunPlan {
  const ceiling = ceilingBytes(place);
  switch (behaviour.kind) {
    case "needs-memory": {
      const { mebibytes, afterMs = ALLOCATION_MS, killed: who = "main", log } = behaviour;
      if (mebibytes * MEBIBYTE > ceiling) return killed(place, who, afterMs, log);
      return well(isStress(place.container) ? [STRESS_START] : []);
    }
    case "leaks": {
      const roomMebibytes = Math.max(0, ceiling / MEBIBYTE - behaviour.baseMebibytes);
      const afterMs = KILL_DELAY_MS + (roomMebibytes / behaviour.mebibytesPerSecond) * 1000;
      return killed(place, behaviour.killed ?? "main", afterMs, behaviour.log);
    }
    case "crashes": {
      const { afterMs, exitCode, log = [] } = behaviour;
      const reason = exitCode === 0 ? "Completed" : "Error";
      return { readyAfterMs: 0, end: { afterMs, exitCode, reason }, startLog: [], endLog: log };
    }
    case "completes":
      return {
        ...well([]),
        end: { afterMs: behaviour.afterMs, exitCode: 0, reason: "Completed" },
        endLog: behaviour.log ?? [],
      };
    case "never-ready":
      return { ...well(behaviour.log ?? []), readyAfterMs: undefined };
    case "starts-slowly":
      return { ...well(behaviour.log ?? []), readyAfterMs: behaviour.readyAfterMs };
    case "runs-well":
    case "serves":
    case "calls":
    case "demands":
    case "needs-cpu":
    case "shares-load":
      return well([]);
  }
}

/** Memory in use `elapsedMs` after the start, for the metrics API. */
export function usageBytes(behaviour: Behaviour, elapsedMs: number): number {
  if (behaviour.kind === "needs-memory") return behaviour.mebibytes * MEBIBYTE;
  if (behaviour.kind === "leaks")
    return (behaviour.baseMebibytes + (behaviour.mebibytesPerSecond * elapsedMs) / 1000) * MEBIBYTE;
  return 16 * MEBIBYTE;
}
