import type { DeclaredPort, WorkloadShape } from "../../../kubernetes/workload-shape.ts";

/** What is known of the ports that the selected pods serve. */
export interface ServedPorts {
  /** Declared by all of the workloads alike, of one protocol. */
  declared: DeclaredPort[];
  probed: number[];
  /** Numbers that their logs say they listen on. */
  heard: number[];
  /** Numbers in their commands, arguments and environment: perhaps ports. */
  mentioned: ReadonlySet<number>;
}

export function servedPorts(
  workloads: readonly WorkloadShape[],
  { protocol, logs }: { protocol: string; logs: readonly string[] },
): ServedPorts {
  const [first, ...rest] = workloads;
  const ofAll = (first?.ports ?? []).filter((port) =>
    rest.every(({ ports }) => ports.some(({ name, number }) => name === port.name && number === port.number)),
  );
  return {
    declared: ofAll.filter((port) => port.protocol === protocol),
    probed: [...new Set(workloads.flatMap(({ probed }) => probed))],
    heard: [...new Set(logs.flatMap(portsHeard))],
    mentioned: new Set(workloads.flatMap(({ mentioned }) => mentioned)),
  };
}

const LISTENS =
  /\b(?:listen(?:ing|s)?|serv(?:ing|es?)|bound|bind(?:ing)?|running|started)\b[^\n]{0,80}?(?:port[ =:]*|:)(\d{3,5}|80)\b/gi;
const MOST_LOG = 20_000;

/** "Listening on :8080", "Uvicorn running on http://0.0.0.0:8000", "Tomcat started on port 8080". */
export function portsHeard(log: string): number[] {
  return [...log.slice(0, MOST_LOG).matchAll(LISTENS)]
    .map(([, number]) => Number(number))
    .filter((number) => number > 0 && number < 65_536);
}
