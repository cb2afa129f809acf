import { describe, expect, test } from "vitest";
import { createIds } from "../../src/core/ids.ts";
import type { Computed } from "../../src/diagnosis/computation/question.ts";
import { conclude } from "../../src/diagnosis/conclude.ts";
import type { Facts, MemorySeries } from "../../src/diagnosis/facts.ts";
import { runsIn } from "../../src/diagnosis/sampling/runs-in.ts";
import type { MemoryTrend, ProbeTiming } from "../../src/sandbox/analyses/analysis-results.ts";
import { objectsOf } from "./support/classic.ts";
import { factsOf } from "./support/facts.ts";
import { clockAt } from "./support/investigate.ts";
import {
  backOff,
  container,
  deployment,
  event,
  MIB,
  NOW,
  pod,
  replicaSet,
  status,
  template,
  terminated,
} from "./support/workload.ts";

const evidence = {
  kind: "computed" as const,
  source: "computed",
  at: NOW,
  text: "computed for container web",
};
const trend = (result: Partial<MemoryTrend>): Computed => ({
  analysis: "memory-trend",
  container: "web",
  evidence,
  result: {
    verdict: "leak",
    runs: 2,
    samples: 40,
    bytesPerSecond: MIB,
    secondsToLimit: 30,
    peakBytes: 95 * MIB,
    recommendedLimitBytes: null,
    confidence: 0.9,
    ...result,
  },
});
const timing = (result: Partial<ProbeTiming>): Computed => ({
  analysis: "probe-timing",
  container: "web",
  evidence,
  result: {
    verdict: "slow-start",
    startSeconds: 420,
    from: "progress",
    confidence: 0.9,
    startupProbe: { periodSeconds: 5, failureThreshold: 168 },
    initialDelaySeconds: 420,
    ...result,
  },
});

function concluded(facts: Facts, more: Partial<Facts> = {}) {
  const conclusion = conclude({ ...facts, ...more }, createIds(clockAt(NOW)));
  if (conclusion.kind !== "finding") throw new Error(`no finding: ${conclusion.kind}`);
  return conclusion;
}

describe("leak or too small", () => {
  const series: MemorySeries[] = [
    {
      id: "web-a-1/0",
      pod: "web-a-1",
      container: "web",
      from: "prometheus",
      points: Array.from({ length: 8 }, (_, at) => [at, at * MIB]),
    },
  ];
  // Nothing that it declares says what it needs.
  const killed = () =>
    factsOf(objectsOf({ spec: { containers: [{ ...container(), command: ["/app"], args: [] }] } }));

  test("is a question where samples over time are there and the rules cannot tell", async () => {
    const { finding, questions } = concluded(await killed(), { series });
    expect(finding.cause).toBe("memory-limit-too-low");
    expect(questions).toMatchObject([
      { analysis: "memory-trend", container: "web", input: { series: [{ id: "web-a-1/0" }] } },
    ]);
  });

  test("is none with too few samples, nor where it was answered", async () => {
    const facts = await killed();
    const [one] = series;
    expect(concluded(facts, { series: [{ ...(one as MemorySeries), points: [[0, 1]] }] }).questions).toEqual(
      [],
    );
    expect(
      concluded(facts, { series, computed: [trend({ verdict: "unclear", confidence: 0 })] }).questions,
    ).toEqual([]);
  });

  test("a computed leak is the cause, before a limit was tried in vain", async () => {
    const { finding } = concluded(await killed(), { series, computed: [trend({})] });
    expect(finding).toMatchObject({ cause: "memory-leak", memory: { growth: "unbounded" } });
    expect(finding.sentence).toContain("grows without end, by 60Mi a minute");
    expect(finding.evidence).toContainEqual(expect.objectContaining({ kind: "computed" }));
  });

  test("a computed level is a need that sizes the limit", async () => {
    const size = { peakBytes: 180 * MIB, recommendedLimitBytes: 225 * MIB };
    const { finding } = concluded(await killed(), { computed: [trend({ verdict: "plateau", ...size })] });
    expect(finding).toMatchObject({
      cause: "memory-limit-too-low",
      memory: { sampledNeed: { bytes: 180 * MIB } },
    });
  });

  test("an answer that is not sure stands as evidence and decides nothing", async () => {
    const { finding } = concluded(await killed(), { computed: [trend({ confidence: 0.6 })] });
    expect(finding).toMatchObject({ cause: "memory-limit-too-low", memory: { growth: "unknown" } });
    expect(finding.evidence).toContainEqual(expect.objectContaining({ kind: "computed" }));
  });
});

describe("slow start or dead", () => {
  async function endedByProbe(): Promise<Facts> {
    const livenessProbe = {
      httpGet: { path: "/", port: 80 },
      periodSeconds: 5,
      failureThreshold: 3,
      initialDelaySeconds: 5,
    };
    const of = template({ containers: [{ name: "web", image: "acme/web:1", livenessProbe }] });
    const about = { kind: "Pod", name: "web-a-1", container: "web" };
    const says =
      'Liveness probe failed: Get "http://10.244.0.7:80/": dial tcp 10.244.0.7:80: connect: connection refused';
    const seen = event(about, { reason: "Unhealthy", message: says, from: 200, to: 5 });
    seen.count = 12;
    const killing = event(about, {
      reason: "Killing",
      message: "Container web failed liveness probe, will be restarted",
      from: 100,
      to: 20,
    });
    const ended = terminated({ reason: "Error", exitCode: 137, ended: 20, ran: 22 });
    const facts = await factsOf([
      deployment(of),
      replicaSet("a", 1, { of, created: 300 }),
      pod(of, { statuses: [status({ state: backOff, lastState: ended })] }),
      seen,
      killing,
    ]);
    const text = ["start", "restored 10 of 210", "restored 20 of 210", "restored 30 of 210"].join("\n");
    return { ...facts, logs: [{ pod: "web-a-1", container: "web", isPrevious: true, text }] };
  }

  test("is a question where the log tells of progress", async () => {
    const { finding, questions } = concluded(await endedByProbe());
    expect(finding.cause).toBe("probe-too-early");
    expect(questions).toMatchObject([
      { analysis: "probe-timing", container: "web", input: { runs: [{ ranSeconds: 22 }] } },
    ]);
  });

  test("is none where the log tells of no progress", async () => {
    const facts = await endedByProbe();
    const logs = facts.logs.map((log) => ({ ...log, text: "start\nwaiting" }));
    expect(concluded({ ...facts, logs }).questions).toEqual([]);
  });

  test("a computed start sizes the startup probe to twice as long", async () => {
    const { finding } = concluded(await endedByProbe(), { computed: [timing({})] });
    expect(finding.cause).toBe("probe-too-early");
    expect(finding.repair?.parameters).toMatchObject({
      probe: "startupProbe",
      to: { periodSeconds: 5, failureThreshold: 168 },
    });
  });

  test("what stood still gets no more time to start", async () => {
    const { finding } = concluded(await endedByProbe(), {
      computed: [
        timing({ verdict: "dead", startSeconds: null, startupProbe: null, initialDelaySeconds: null }),
      ],
    });
    expect(finding.cause).not.toBe("probe-too-early");
  });
});

describe("runs of a container", () => {
  test.each<[string, [number, number][], [number, number][][]]>([
    [
      "grow as one",
      [
        [100, 10],
        [115, 12],
        [130, 14],
      ],
      [
        [
          [0, 10],
          [15, 12],
          [30, 14],
        ],
      ],
    ],
    [
      "begin anew where memory fell to under half",
      [
        [0, 90],
        [15, 30],
        [30, 40],
      ],
      [
        [[0, 90]],
        [
          [0, 30],
          [15, 40],
        ],
      ],
    ],
    [
      "go on where it fell by less",
      [
        [0, 90],
        [15, 50],
      ],
      [
        [
          [0, 90],
          [15, 50],
        ],
      ],
    ],
    [
      "begin anew after a gap in which nobody looked",
      [
        [0, 10],
        [600, 11],
      ],
      [[[0, 10]], [[0, 11]]],
    ],
  ])("%s", (_name, points, runs) => {
    expect(runsIn(points)).toEqual(runs);
  });
});
