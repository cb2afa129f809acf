import { afterAll, afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { createIds } from "../../src/core/ids.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { createDiagnosis } from "../../src/diagnosis/create-diagnosis.ts";
import { createMemoryHistory } from "../../src/diagnosis/sampling/memory-history.ts";
import { findingSchema } from "../../src/domain/finding.ts";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { createFakePrometheus } from "../../src/simulation/prometheus/create-fake-prometheus.ts";
import { objectsOf } from "../diagnosis/support/classic.ts";
import { backOff, container, event, MIB, NOW, status, terminated } from "../diagnosis/support/workload.ts";
import { openSandbox } from "../sandbox/sandbox-room.ts";
import { createMemoryReader } from "../support/memory-reader.ts";
import { runnerRoom } from "./runner-room.ts";

/** An interpreter takes a second to start, and many times that on a machine with none to spare. */
const SLOW_MACHINE_MS = 240_000;
const { runner: python } = openSandbox({ spareMs: 0 });
afterAll(() => python.close());
let room: Awaited<ReturnType<typeof runnerRoom>>;
afterEach(() => room.drop());

interface Case {
  objects: KubernetesObject[];
  logs?: Record<string, string>;
  prometheusUrl?: string;
}

/** What the rules, and Python where it runs, make of a case; the whole road from the look to the finding is the service's own. */
async function found({ objects, logs, prometheusUrl }: Case, hasPython: boolean) {
  const { db, clock } = room;
  const diagnosis = createDiagnosis({
    ...{ db, clock, ids: createIds(clock), logger: silentLogger },
    reader: createMemoryReader({ objects, ...(logs && { logs }) }),
    ...(prometheusUrl !== undefined && { prometheusUrl }),
  });
  const worker = room.worker({ diagnosis: diagnosis.investigate, ...(hasPython && { python }) });
  await room.advanceWhileDue(worker);
  return findingSchema.parse((await room.row()).finding);
}

const START = Date.parse(NOW) / 1000 - 600;
/** One run of ten minutes that climbs to its limit. */
const CLIMB = Array.from({ length: 40 }, (_, at): [number, number] => [START + 15 * at, (20 + 2 * at) * MIB]);
// Nothing that it declares says what it needs.
const killed = () => objectsOf({ spec: { containers: [{ ...container(), command: ["/app"], args: [] }] } });

const SOURCES: [string, () => Promise<{ prometheusUrl?: string; end?: () => Promise<void> }>][] = [
  [
    "the metrics API, kept over time",
    async () => {
      const history = createMemoryHistory(room);
      const pod = { pod: "web-a-1", container: "web", from: "metrics-api" as const };
      await history.keep(
        "shop",
        CLIMB.map(([at, bytes]) => ({ ...pod, bytes, at: new Date(at * 1000).toISOString() })),
      );
      return {};
    },
  ],
  [
    "Prometheus",
    async () => {
      const labels = { namespace: "shop", pod: "web-a-1", container: "web" };
      const series = [{ name: "container_memory_working_set_bytes", labels, points: CLIMB }];
      const fake = createFakePrometheus({ nowSeconds: () => Date.parse(NOW) / 1000, series: () => series });
      return { prometheusUrl: (await fake.start()).url, end: () => fake.stop() };
    },
  ],
];

describe.each(SOURCES)("leak or too small, by samples of %s", (_name, keep) => {
  test.each([
    [true, { cause: "memory-leak", memory: { growth: "unbounded" } }],
    // A larger limit would be tried, and fail.
    [false, { cause: "memory-limit-too-low", memory: { growth: "unknown" } }],
  ])(
    "Python runs: %s",
    async (hasPython, expected) => {
      room = await runnerRoom();
      const { end, ...keeper } = await keep();
      const finding = await found({ objects: killed(), ...keeper }, hasPython);
      await end?.();
      expect(finding).toMatchObject(expected);
      expect(finding.evidence.some(({ kind }) => kind === "computed")).toBe(hasPython);
    },
    SLOW_MACHINE_MS,
  );
});

const probe = z.object({ to: z.object({ periodSeconds: z.number(), failureThreshold: z.number() }) });

describe("slow start or dead, by what the log tells of its way", () => {
  const slow = (): Case => {
    const httpGet = { path: "/", port: 80 };
    const livenessProbe = { httpGet, periodSeconds: 5, failureThreshold: 4, initialDelaySeconds: 5 };
    const about = { kind: "Pod", name: "web-a-1", container: "web" };
    const says =
      'Liveness probe failed: Get "http://10.244.0.7:80/": dial tcp 10.244.0.7:80: connect: connection refused';
    const words = "Container web failed liveness probe, will be restarted";
    const ended = terminated({ reason: "Error", exitCode: 137, ended: 20, ran: 22 });
    const progress = Array.from(
      { length: 10 },
      (_, at) => `09:00:${String(2 * at).padStart(2, "0")} restored ${at * 40} of 8400 segments`,
    );
    return {
      objects: objectsOf({
        spec: { containers: [{ name: "web", image: "acme/web:1", livenessProbe }] },
        pods: [{ statuses: [status({ state: backOff, lastState: ended })] }],
        more: [
          { ...event(about, { reason: "Unhealthy", message: says, from: 200, to: 5 }), count: 12 },
          event(about, { reason: "Killing", message: words, from: 100, to: 20 }),
        ],
      }),
      logs: { "web-a-1/web --previous": progress.join("\n") },
    };
  };

  test.each([
    [true, 840],
    // What the documentation gives a slow start: too little, and a second try would be needed.
    [false, 300],
  ])(
    "Python runs: %s, and its startup probe gets %i s",
    async (hasPython, seconds) => {
      room = await runnerRoom();
      const { cause, repair } = await found(slow(), hasPython);
      expect(cause).toBe("probe-too-early");
      const { periodSeconds, failureThreshold } = probe.parse(repair?.parameters).to;
      expect(periodSeconds * failureThreshold).toBe(seconds);
    },
    SLOW_MACHINE_MS,
  );
});
