import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { attempt } from "./support/attempt.ts";
import { lookAtObjects, whyNot } from "./support/classic.ts";
import { findingOf } from "./support/investigate.ts";
import {
  ago,
  type ContainerPlan,
  container,
  deployment,
  MIB,
  node,
  pod,
  replicaSet,
  replicaSetRef,
  template,
} from "./support/workload.ts";

const DAY = 86_400;

interface Release {
  good: ContainerPlan;
  bad: ContainerPlan;
  /** Seconds before now at which each began. */
  goodFrom?: number;
  badFrom?: number;
}

function objects({ good, bad, goodFrom = 10 * DAY, badFrom = 300 }: Release): KubernetesObject[] {
  const was = template({ containers: [container(good)] });
  const is = template({ containers: [container(bad)] });
  return [
    deployment(is),
    replicaSet("b", 2, { of: is, created: badFrom }),
    replicaSet("a", 1, { of: was, created: goodFrom }),
    pod(is, { name: "web-b-1", owner: replicaSetRef("b") }),
    node("node-1"),
  ];
}

const look = async (release: Release, scene: Parameters<typeof lookAtObjects>[2] = {}) =>
  findingOf(await lookAtObjects(objects(release), {}, scene));

describe("kills that began with a rollout", () => {
  it("are a bad release where the predecessor ran well with the same limit", async () => {
    const finding = await look({ good: { image: "acme/web:1" }, bad: { image: "acme/web:2" } });
    expect(finding.cause).toBe("bad-release");
    expect(finding.rollback).toMatchObject({
      to: { kind: "ReplicaSet", name: "web-a", uid: "uid-web-a" },
      fromRevision: 2,
      toRevision: 1,
      ranSeconds: 10 * DAY - 300,
      template: template({ containers: [container({ image: "acme/web:1" })] }),
    });
    expect(finding.sentence).toContain("image acme/web:1 -> acme/web:2");
    expect(finding.sentence).toContain("10 d");
    expect(finding.memory?.container).toBe("web");
  });

  it("are never put back to a ReplicaSet that only claims to be of the Deployment", async () => {
    const release = { good: { image: "acme/web:1" }, bad: { image: "acme/web:2" } };
    const forged = objects(release).map((object) =>
      object.metadata.name === "web-a"
        ? {
            ...object,
            metadata: {
              ...object.metadata,
              ownerReferences: [{ apiVersion: "apps/v1", kind: "Deployment", name: "web", uid: "uid-web" }],
            },
          }
        : object,
    );
    const finding = findingOf(await lookAtObjects(forged, {}, {}));
    expect(finding.rollback).toBeNull();
    expect(finding.cause).not.toBe("bad-release");
  });

  it("say so when what the container declares grew", async () => {
    const stress = (size: string) => ({ command: ["stress", "--vm", "1", "--vm-bytes", size] });
    const finding = await look({ good: stress("50M"), bad: stress("200M") });
    expect(finding.cause).toBe("bad-release");
    expect(finding.rollback?.why).toContain("declared need 71Mi -> 236Mi");
  });

  it("are a limit too low where the limit alone was lowered", async () => {
    const finding = await look({ good: { limit: "256Mi" }, bad: { limit: "100Mi" } });
    expect(finding).toMatchObject({ cause: "memory-limit-too-low", rollback: null });
    expect(finding.memory?.earlierGoodLimitBytes).toBe(256 * MIB);
    expect(finding.sentence).toContain("ran well under 256Mi");
    expect(whyNot(finding, "bad-release")).toContain("the memory limit alone was lowered");
  });

  it.each<[string, Release, string]>([
    [
      "the predecessor served for minutes only",
      { good: { image: "a:1" }, bad: { image: "a:2" }, goodFrom: 800, badFrom: 300 },
      "did not serve",
    ],
    [
      "the present release ran well for longer",
      { good: { image: "a:1" }, bad: { image: "a:2" }, goodFrom: 10 * DAY, badFrom: 9 * DAY },
      "longer than",
    ],
    ["nothing differs", { good: {}, bad: {} }, "nothing of weight"],
    ["the limit was raised", { good: { limit: "64Mi" }, bad: {} }, "nothing but memory sizes"],
  ])("are no bad release where %s", async (_name, release, why) => {
    const finding = await look(release);
    expect(finding.cause).toBe("memory-limit-too-low");
    expect(finding.rollback).toBeNull();
    expect(whyNot(finding, "bad-release")).toContain(why);
  });

  it("are no bad release where the predecessor was killed too", async () => {
    const signal = {
      id: "s",
      alertId: null,
      key: "k",
      source: "pod-status" as const,
      symptom: "oom-killed" as const,
      at: ago(400),
      detail: "",
      suspect: {
        apiVersion: "v1",
        kind: "Pod",
        namespace: "shop",
        name: "web-a-9",
        uid: "",
        container: "web",
        labels: { "pod-template-hash": "a" },
      },
    };
    const finding = await look({ good: { image: "a:1" }, bad: { image: "a:2" } }, { signals: [signal] });
    expect(finding.cause).toBe("memory-limit-too-low");
    expect(whyNot(finding, "bad-release")).toContain("no earlier revision");
  });

  it("count a ReplicaSet that was used again as one whose age tells nothing", async () => {
    const changed = objects({ good: { image: "a:1" }, bad: { image: "a:2" } }).map((object) =>
      object.metadata.name === "web-a"
        ? {
            ...object,
            metadata: {
              ...object.metadata,
              annotations: {
                ...object.metadata.annotations,
                "deployment.kubernetes.io/revision-history": "1",
              },
            },
          }
        : object,
    );
    expect(findingOf(await lookAtObjects(changed)).cause).toBe("memory-limit-too-low");
  });

  it("go back past our own raise to the revision before the bad one", async () => {
    const good = template({ containers: [container({ image: "a:1" })] });
    const bad = template({ containers: [container({ image: "a:2" })] });
    const raised = template({ containers: [container({ image: "a:2", limit: "200Mi" })] });
    const finding = findingOf(
      await lookAtObjects(
        [
          deployment(raised),
          replicaSet("c", 3, { of: raised, created: 300 }),
          replicaSet("b", 2, { of: bad, created: 900 }),
          replicaSet("a", 1, { of: good, created: 5 * DAY }),
          pod(raised, { name: "web-c-1", owner: replicaSetRef("c") }),
        ],
        {},
        { attempts: [attempt({ from: 100, to: 200, ran: 20, revision: "b", endId: "containerd://old" })] },
      ),
    );
    expect(finding).toMatchObject({ cause: "bad-release", rollback: { toRevision: 1, fromRevision: 3 } });
  });
});
