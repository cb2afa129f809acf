import { describe, expect, it } from "vitest";
import { findingSchema } from "../../src/domain/finding.ts";
import { CAPTURES, loadCapture } from "./support/capture.ts";
import { findingOf, investigate, refOf } from "./support/investigate.ts";

const AT = "2026-11-22T19:33:30Z";
const MIB = 2 ** 20;

function look(name: string) {
  const { reader, owner } = loadCapture(name);
  return investigate({ reader, workload: refOf(owner), at: AT });
}

describe("real captures of memory kills", () => {
  it("finds the classic: a child is killed, the process ends with 1, and the need is declared", async () => {
    const finding = findingOf(await look("oom-child"));
    expect(findingSchema.parse(finding)).toEqual(finding);
    expect(finding).toMatchObject({
      cause: "memory-limit-too-low",
      object: { kind: "Deployment", namespace: "shop", name: "stress" },
      memory: {
        container: "stress",
        containerKind: "container",
        containerIndex: 0,
        limitBytes: 100 * MIB,
        requestBytes: 50 * MIB,
        isRepeated: true,
        earlierGoodLimitBytes: null,
        sampledNeed: null,
        growth: "unknown",
      },
      rollback: null,
    });
    expect(finding.confidence).toBeGreaterThanOrEqual(0.9);
    expect(finding.memory?.declaredNeed?.bytes).toBe(236 * MIB);
    expect(finding.memory?.kills).toHaveLength(1);
  });

  it("tells it in a sentence and shows where each fact can be seen again", async () => {
    const { sentence, evidence } = findingOf(await look("oom-child"));
    expect(sentence).toContain("Container stress of Deployment shop/stress was killed for memory");
    expect(sentence).toContain("--vm-bytes 200M");
    const log = evidence.find(({ kind }) => kind === "log");
    expect(log?.text).toContain("got signal 9");
    expect(log?.source).toBe("kubectl logs -n shop stress-679f4c7847-f7cjr -c stress --previous");
    expect(evidence.map(({ kind }) => kind)).toContain("event");
    expect(new Set(evidence.map(({ id }) => id)).size).toBe(evidence.length);
  });

  it("rules out every other cause of the family with a reason", async () => {
    const { ruledOut } = findingOf(await look("oom-child"));
    expect(ruledOut.map(({ cause }) => cause).sort()).toEqual([
      "bad-release",
      "heap-follows-limit",
      "memory-leak",
      "memory-volume-full",
      "node-out-of-memory",
      "pod-memory-limit",
    ]);
    expect(ruledOut.every(({ why }) => why.length > 20)).toBe(true);
  });

  it("finds a main process that was killed, with nothing known of its need", async () => {
    const finding = findingOf(await look("oom-main"));
    expect(finding.cause).toBe("memory-limit-too-low");
    expect(finding.memory).toMatchObject({ limitBytes: 64 * MIB, declaredNeed: null, isRepeated: true });
  });

  it("says that the repaired workload is well", async () => {
    const { reader, owner } = loadCapture("oom-child-repaired");
    const conclusion = await investigate({ reader, workload: refOf(owner), at: "2026-11-22T19:36:00Z" });
    expect(conclusion.kind).toBe("healthy");
  });
});

describe("real captures of other troubles", () => {
  const others = CAPTURES.filter(
    (name) => !name.startsWith("oom-") && !["healthy", "service-no-endpoints"].includes(name),
  );

  it.each(others)("makes no memory finding of %s", async (name) => {
    const conclusion = await look(name);
    if (conclusion.kind === "finding") {
      expect(conclusion.finding).toMatchObject({ memory: null, rollback: null });
      expect(conclusion.finding.evidence.length).toBeGreaterThan(0);
    } else {
      // Two of three pods of the stuck rollout serve, but not all: no capture here may be called healthy.
      expect(conclusion.kind).toBe("wait");
    }
  });

  it.each(["healthy", "service-no-endpoints"])(
    "answers a stale alert about %s with what the cluster says now",
    async (name) => {
      const { reader, owner } = loadCapture(name);
      const conclusion = await investigate({ reader, workload: refOf(owner), at: "2026-11-22T19:40:00Z" });
      expect(conclusion).toMatchObject({ kind: "healthy" });
    },
  );
});

describe("the causes of real captures", () => {
  it.each([
    ["config-missing-key", "config-key-missing"],
    ["crash-bad-command", "command-not-found"],
    ["crash-exit-1", "bad-arguments"],
    ["init-crash", "application-crash"],
    ["image-denied", "image-pull-denied"],
    ["image-missing-tag", "image-not-found"],
    ["job-backoff", "job-failed"],
    ["run-as-root", "user-not-allowed"],
    ["secret-missing", "secret-missing"],
    ["volume-missing", "config-missing"],
  ])("%s is %s", async (name, cause) => {
    const { reader, owner } = loadCapture(name);
    const openedAt = "2026-11-22T19:30:00Z";
    const conclusion = await investigate({ reader, workload: refOf(owner), at: AT, openedAt });
    expect(findingOf(conclusion)).toMatchObject({ cause, memory: null, repair: null });
  });

  it("returns the stuck rollout to the revision whose pods still serve", async () => {
    const { reader, owner } = loadCapture("rollout-stuck");
    const finding = findingOf(
      await investigate({ reader, workload: refOf(owner), at: "2026-11-22T19:36:00Z" }),
    );
    expect(finding).toMatchObject({ cause: "bad-release", rollback: { isExclusive: true } });
  });
});
