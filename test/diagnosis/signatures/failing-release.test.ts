import { describe, expect, it } from "vitest";
import { lookAtObjects, whyNot } from "../support/classic.ts";
import { findingOf } from "../support/investigate.ts";
import { configMap, type ReleaseStory, releaseStory, waiting } from "../support/release-story.ts";
import {
  ago,
  backOff,
  container,
  type PodPlan,
  replicaSet,
  running,
  status,
  template,
  terminated,
} from "../support/workload.ts";

const of = (plan: Record<string, unknown>, spec: Record<string, unknown> = {}) =>
  template({ containers: [{ ...container(), ...plan }], ...spec });
const crash: PodPlan = {
  statuses: [
    status({
      state: backOff,
      lastState: terminated({ reason: "Error", exitCode: 1, ran: 2 }),
      restartCount: 3,
    }),
  ],
};
const waits = (reason: string, message: string): PodPlan => ({
  phase: "Pending",
  statuses: [status({ state: waiting(reason, message), lastState: {}, restartCount: 0 })],
});
const notReady: PodPlan = {
  statuses: [status({ state: running(290), lastState: {}, restartCount: 0 })].map((one) => ({
    ...one,
    ready: false,
  })),
};
const unschedulable: PodPlan = {
  phase: "Pending",
  node: "",
  statuses: [],
  conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable" }],
};
const refers = (name: string) => ({
  env: [{ name: "A", valueFrom: { configMapKeyRef: { name, key: "a" } } }],
});
const look = async (story: ReleaseStory, logs: Record<string, string> = {}) =>
  findingOf(await lookAtObjects(releaseStory(story), { logs }, { openedAt: ago(280) }));

describe("a revision that fails where the one before it serves", () => {
  it.each<[string, ReleaseStory]>([
    ["crashes with a new image", { old: of({}), newer: of({ image: "acme/web:2" }), failing: crash }],
    [
      "crashes with another value",
      {
        old: of({ env: [{ name: "A", value: "1" }] }),
        newer: of({ env: [{ name: "A", value: "x" }] }),
        failing: crash,
      },
    ],
    ["crashes with another argument", { old: of({}), newer: of({ args: ["--no"] }), failing: crash }],
    [
      "has no such command",
      {
        old: of({}),
        newer: of({ command: ["/nope"] }),
        failing: {
          statuses: [
            status({
              state: backOff,
              lastState: terminated({ reason: "StartError", exitCode: 128, ran: 0 }),
              restartCount: 2,
            }),
          ],
        },
      },
    ],
    [
      "has no such image",
      {
        old: of({}),
        newer: of({ image: "acme/web:2" }),
        failing: waits("ImagePullBackOff", "docker.io/acme/web:2: not found"),
      },
    ],
    [
      "asks for a ConfigMap that is not there",
      {
        old: of({}),
        newer: of(refers("new-map")),
        failing: waits("CreateContainerConfigError", 'configmap "new-map" not found'),
      },
    ],
    [
      "must not run as root",
      {
        old: of({}),
        newer: of({ securityContext: { runAsNonRoot: true } }),
        failing: waits(
          "CreateContainerConfigError",
          "container has runAsNonRoot and image will run as root (pod: x)",
        ),
      },
    ],
    [
      "does not answer its probe",
      {
        old: of({ readinessProbe: { tcpSocket: { port: 80 } } }),
        newer: of({ readinessProbe: { tcpSocket: { port: 81 } } }),
        failing: notReady,
      },
    ],
    [
      "fits on no node",
      { old: of({}), newer: of({}, { nodeSelector: { disk: "nvme" } }), failing: unschedulable },
    ],
  ])("is returned from when it %s", async (_name, story) => {
    const finding = await look(story);
    expect(finding).toMatchObject({
      cause: "bad-release",
      rollback: { toRevision: 1, fromRevision: 2, isExclusive: true, to: { name: "web-a" } },
    });
    expect(finding.confidence).toBeGreaterThanOrEqual(0.9);
  });

  it("is returned from where none of the old pods is left, for it served for long", async () => {
    const finding = await look({
      old: of({}),
      newer: of({ image: "acme/web:2" }),
      failing: crash,
      oldServes: false,
    });
    expect(finding).toMatchObject({ cause: "bad-release", rollback: { isExclusive: true } });
  });

  it("is returned from to the one that serves, past another that stood for moments", async () => {
    const newer = of({ image: "acme/web:3" });
    const objects = releaseStory({ old: of({}), newer, failing: crash, rolledOut: 200 });
    const finding = findingOf(
      await lookAtObjects([
        ...objects.filter(({ metadata }) => metadata.name !== "web-b"),
        replicaSet("b", 3, { of: newer, created: 200 }),
        replicaSet("m", 2, { of: of({ image: "acme/web:2" }), created: 212 }),
      ]),
    );
    expect(finding).toMatchObject({ cause: "bad-release", rollback: { toRevision: 1, fromRevision: 3 } });
  });

  it("is a person's to return from where the old one stood for minutes alone", async () => {
    const finding = await look({
      old: of({}),
      newer: of({ image: "acme/web:2" }),
      failing: crash,
      oldServes: false,
      oldServedFor: 200,
    });
    expect(finding).toMatchObject({ cause: "bad-release", rollback: { isExclusive: false } });
  });
});

describe("is not blamed on the release", () => {
  it.each<[string, ReleaseStory, Record<string, string>, string]>([
    [
      "what fails for a ConfigMap that the old one names too",
      {
        old: of(refers("gone")),
        newer: of({ ...refers("gone"), image: "acme/web:2" }),
        failing: waits("CreateContainerConfigError", 'configmap "gone" not found'),
      },
      {},
      "does not explain",
    ],
    [
      "what crashes where the old one reads a ConfigMap that is gone",
      { old: of(refers("gone")), newer: of({ image: "acme/web:2" }), failing: crash },
      {},
      "needs ConfigMap gone, which does not exist any more",
    ],
    [
      "an image that cannot be pulled where the image did not change",
      {
        old: of({}),
        newer: of({ env: [{ name: "A", value: "1" }] }),
        failing: waits("ImagePullBackOff", "acme/web:1: not found"),
      },
      {},
      "does not explain",
    ],
    [
      "a pod that finds no room where neither sizes nor placement changed",
      { old: of({}), newer: of({ image: "acme/web:2" }), failing: unschedulable },
      {},
      "does not explain",
    ],
    [
      "a restart alone",
      {
        old: of({}),
        newer: { ...of({}), metadata: { annotations: { restartedAt: "now" } } },
        failing: crash,
      },
      {},
      "nothing of weight",
    ],
    [
      "a dependency that the change does not touch",
      { old: of({}), newer: of({ env: [{ name: "A", value: "1" }] }), failing: crash },
      { "web-b-1/web --previous": "dial tcp: lookup orders-db: no such host" },
      "blames something that the rollout did not touch",
    ],
    [
      "a crash that came hours after the rollout",
      {
        old: of({}),
        newer: of({ image: "acme/web:2" }),
        failing: crash,
        oldServes: false,
        oldServedFor: 3600,
        rolledOut: 20_000,
      },
      {},
      "longer than",
    ],
  ])("%s", async (_name, story, logs, why) => {
    const finding = await look(story, logs);
    expect(finding.cause).not.toBe("bad-release");
    expect(finding.rollback).toBeNull();
    expect(whyNot(finding, "bad-release")).toContain(why);
  });

  it("but it is where the change itself named the dependency wrongly", async () => {
    const env = (value: string) => ({ env: [{ name: "DB_HOST", value }] });
    const finding = await look(
      { old: of(env("orders-db")), newer: of(env("order-dbs")), failing: crash },
      { "web-b-1/web --previous": "dial tcp: lookup order-dbs: no such host" },
    );
    expect(finding).toMatchObject({ cause: "bad-release", rollback: { isExclusive: true } });
  });

  it("alone where a ConfigMap that it reads was edited too", async () => {
    const volumes = { volumes: [{ name: "v", configMap: { name: "settings" } }] };
    const finding = await look({
      old: of({}, volumes),
      newer: of({ image: "acme/web:2" }, volumes),
      failing: crash,
      more: [configMap("settings", { a: "1" }, { changed: 310 })],
    });
    expect(finding.rollback?.isExclusive ?? false).toBe(false);
  });
});
