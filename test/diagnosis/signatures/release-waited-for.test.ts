import { describe, expect, it } from "vitest";
import { lookAtObjects } from "../support/classic.ts";
import { findingOf } from "../support/investigate.ts";
import { releaseStory, waiting } from "../support/release-story.ts";
import { ago, container, event, type PodPlan, running, status, template } from "../support/workload.ts";

const of = (plan: Record<string, unknown>) => template({ containers: [{ ...container(), ...plan }] });
const waits = (reason: string, message: string): PodPlan => ({
  phase: "Pending",
  statuses: [status({ state: waiting(reason, message), lastState: {}, restartCount: 0 })],
});

describe("a release is not blamed yet", () => {
  it("while its registry is away: then it is waited for, and later a person's", async () => {
    const story = releaseStory({
      old: of({}),
      newer: of({ image: "acme/web:2" }),
      failing: waits("ErrImagePull", "dial tcp 10.0.0.1:443: connect: connection refused"),
    });
    expect(await lookAtObjects(story, {}, { openedAt: ago(300) })).toMatchObject({ kind: "wait" });
    const later = findingOf(await lookAtObjects(story, {}, { openedAt: ago(880) }));
    expect(later.rollback?.isExclusive).toBe(false);
  });

  it("while the new one may only be slow", async () => {
    const story = releaseStory({
      old: of({}),
      newer: of({ image: "acme/web:2" }),
      failing: {
        created: 100,
        statuses: [{ ...status({ state: running(95), lastState: {}, restartCount: 0 }), ready: false }],
      },
      rolledOut: 100,
      more: [
        event(
          { kind: "Pod", name: "web-b-1" },
          { reason: "Unhealthy", message: "Readiness probe failed: connection refused", from: 90, to: 5 },
        ),
      ],
    });
    expect(await lookAtObjects(story, {}, { openedAt: ago(60) })).toMatchObject({ kind: "wait" });
  });
});
