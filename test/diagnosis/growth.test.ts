import { describe, expect, it } from "vitest";
import { growthOf } from "../../src/diagnosis/memory/growth.ts";
import { attempt } from "./support/attempt.ts";
import { findIn, lookAt, lookAtObjects, whyNot } from "./support/classic.ts";
import { findingOf } from "./support/investigate.ts";
import {
  ago,
  container,
  deployment,
  MIB,
  pod,
  replicaSet,
  replicaSetRef,
  status,
  template,
  terminated,
} from "./support/workload.ts";

const runs = (...pairs: [number, number][]) =>
  pairs.map(([limitBytes, seconds]) => ({ limitBytes, seconds }));

describe("growth over the limits that were tried", () => {
  it.each<[string, [number, number][], string]>([
    [
      "the same point of the run",
      [
        [100, 60],
        [200, 62],
      ],
      "bounded",
    ],
    [
      "a quarter later at most",
      [
        [100, 60],
        [200, 75],
      ],
      "bounded",
    ],
    [
      "earlier",
      [
        [100, 60],
        [200, 50],
      ],
      "bounded",
    ],
    [
      "twice as long for twice the limit",
      [
        [100, 60],
        [200, 118],
      ],
      "unbounded",
    ],
    [
      "more than in proportion",
      [
        [100, 60],
        [200, 500],
      ],
      "unbounded",
    ],
    [
      "over three limits",
      [
        [100, 60],
        [200, 120],
        [400, 250],
      ],
      "unbounded",
    ],
    [
      "somewhat later",
      [
        [100, 60],
        [200, 85],
      ],
      "unknown",
    ],
    [
      "much earlier",
      [
        [100, 60],
        [200, 10],
      ],
      "unknown",
    ],
    ["one limit alone", [[100, 60]], "unknown"],
    [
      "a lower limit",
      [
        [200, 60],
        [100, 30],
      ],
      "unknown",
    ],
    [
      "runs below the clock's resolution",
      [
        [100, 0],
        [200, 0],
      ],
      "unknown",
    ],
    [
      "one second that may be two",
      [
        [100, 1],
        [200, 1],
      ],
      "unknown",
    ],
    ["nothing", [], "unknown"],
  ])("%s", (_name, pairs, growth) => expect(growthOf(runs(...pairs))).toBe(growth));
});

describe("after an attempt", () => {
  const killedAfter = (ran: number) => ({
    spec: { containers: [container({ limit: "200Mi" })] },
    pods: [{ statuses: [status({ lastState: terminated({ ran, id: "containerd://new" }) })] }],
  });
  const raised = [attempt({ from: 100, to: 200, ran: 60, endId: "containerd://old" })];

  it("a kill that came later in proportion to the limit is a leak", async () => {
    const finding = await findIn(killedAfter(119), { attempts: raised });
    expect(finding).toMatchObject({ cause: "memory-leak", memory: { growth: "unbounded" } });
    expect(finding.sentence).toContain("60 s under 100Mi, 119 s under 200Mi");
  });

  it("that was put back, what it showed still tells a leak", async () => {
    const [tried] = raised;
    if (tried === undefined) throw new Error("there is an attempt");
    const verification = { ...tried.verification, failedRunSeconds: 119 };
    const attempts = [{ ...tried, verification, result: "rolled-back" as const }];
    const back = {
      pods: [{ statuses: [status({ lastState: terminated({ ran: 60, id: "containerd://new" }) })] }],
    };
    const finding = await findIn(back, { attempts });
    expect(finding).toMatchObject({ cause: "memory-leak", memory: { growth: "unbounded" } });
    expect(finding.sentence).toContain("60 s under 100Mi, 119 s under 200Mi");
  });

  it("a kill at the same point of the run is bounded need", async () => {
    const finding = await findIn(killedAfter(61), { attempts: raised });
    expect(finding).toMatchObject({ cause: "memory-limit-too-low", memory: { growth: "bounded" } });
    expect(whyNot(finding, "memory-leak")).toContain("same point of the run");
  });

  it("without one, growth can be neither shown nor excluded", async () => {
    const finding = await findIn(killedAfter(61));
    expect(finding.memory?.growth).toBe("unknown");
    expect(whyNot(finding, "memory-leak")).toContain("only one limit");
  });

  it("a kill that it had seen before its change is no new one", async () => {
    const attempts = [attempt({ from: 100, to: 200, ran: 60, endId: "containerd://30" })];
    const finding = findingOf(await lookAt({}, { attempts }));
    expect(finding).toMatchObject({ cause: "unknown", memory: null });
  });

  it("which never wrote anything, the kills are what they were", async () => {
    const attempts = [attempt({ from: 100, to: 200, ran: 60, endId: "containerd://30", applied: false })];
    expect((await findIn({}, { attempts })).cause).toBe("memory-limit-too-low");
  });

  it("a declared need that the raised limit covers is said to fall short, and is no basis any more", async () => {
    const command = ["stress", "--vm", "1", "--vm-bytes", "150M"];
    const plan = { ...killedAfter(61), spec: { containers: [container({ limit: "200Mi", command })] } };
    const finding = await findIn(plan, { attempts: raised });
    expect(finding.memory?.declaredNeed).toBeNull();
    expect(finding.evidence.map(({ text }) => text).join("\n")).toContain("needs more than it says");
  });

  it("that did not hold, its revision is no example of a limit that ran well", async () => {
    const is = template();
    const raised = template({ containers: [container({ limit: "200Mi" })] });
    const failed = {
      ...attempt({ from: 100, to: 200, ran: 20 }),
      result: "rolled-back" as const,
      startedAt: new Date(ago(4000)),
    };
    const objects = (attempts: (typeof failed)[]) =>
      lookAtObjects(
        [
          deployment(is),
          replicaSet("c", 3, { of: is, created: 300 }),
          replicaSet("b", 2, { of: raised, created: 3990 }),
          pod(is, { name: "web-c-1", owner: replicaSetRef("c") }),
        ],
        {},
        { attempts },
      ).then(findingOf);
    expect((await objects([failed])).memory?.earlierGoodLimitBytes).toBeNull();
    expect((await objects([])).memory?.earlierGoodLimitBytes).toBe(200 * MIB);
  });
});
