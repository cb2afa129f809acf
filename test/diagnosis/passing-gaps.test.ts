import { describe, expect, it } from "vitest";
import { OperationError } from "../../src/core/errors.ts";
import { lookAtObjects, objectsOf } from "./support/classic.ts";
import { fromKey, waits } from "./support/config-story.ts";
import { ago, container, type PodPlan, running, status } from "./support/workload.ts";

type Reason = "unavailable" | "timeout" | "forbidden";

/** A look at a cluster that does not answer some calls. */
const lookWithout = (pattern: RegExp, reason: Reason, plan: { openedAt?: string; pod?: PodPlan } = {}) =>
  lookAtObjects(
    objectsOf({
      spec: { containers: [{ ...container(), ...fromKey("web-confg", "rate") }] },
      pods: [plan.pod ?? waits("CreateContainerConfigError", 'configmap "web-confg" not found')],
    }),
    {
      refuse: (call) =>
        pattern.test(call)
          ? new OperationError("could not list", { reason, retryable: reason !== "forbidden" })
          : undefined,
    },
    { openedAt: plan.openedAt ?? ago(100) },
  );

describe("a look that could not read all for a moment", () => {
  it.each(["unavailable", "timeout"] as const)("calls no person: %s", async (reason) => {
    const conclusion = await lookWithout(/list ConfigMap/, reason);
    expect(conclusion).toMatchObject({
      kind: "wait",
      seconds: 5,
      reason: "for a moment it could not be read: ConfigMaps of shop",
      evidence: [{ kind: "gap", text: "not read: ConfigMaps of shop (could not list)" }],
    });
  });

  it("calls nothing well", async () => {
    const pod = {
      ready: true,
      statuses: [status({ state: running(900), lastState: {}, restartCount: 0 })],
    };
    const well = (pattern: RegExp) => lookWithout(pattern, "unavailable", { pod });
    expect(await well(/never/)).toMatchObject({ kind: "healthy" });
    expect(await well(/list Event/)).toMatchObject({ kind: "wait" });
  });

  it("concludes nonetheless two minutes after the incident opened", async () => {
    const conclusion = await lookWithout(/list ConfigMap/, "unavailable", { openedAt: ago(120) });
    expect(conclusion).toMatchObject({ kind: "finding", finding: { repair: null } });
  });

  it("concludes at once where it is not allowed to read", async () => {
    expect(await lookWithout(/list ConfigMap/, "forbidden")).toMatchObject({ kind: "finding" });
  });

  it("concludes at once without metrics, which a cluster may never serve", async () => {
    expect(await lookWithout(/PodMetrics/, "unavailable")).toMatchObject({ kind: "finding" });
  });

  it("stands by a repair that it found", async () => {
    const conclusion = await lookAtObjects(objectsOf(), {
      refuse: (call) =>
        /list Event/.test(call)
          ? new OperationError("could not list", { reason: "unavailable", retryable: true })
          : undefined,
    });
    expect(conclusion).toMatchObject({ kind: "finding", finding: { cause: "memory-limit-too-low" } });
  });
});
