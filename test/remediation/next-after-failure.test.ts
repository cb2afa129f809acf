import { describe, expect, test } from "vitest";
import { nextAfterFailure } from "../../src/remediation/verify/next-after-failure.ts";
import { attempt } from "../diagnosis/support/attempt.ts";

const MI = 2 ** 20;
const end = { pod: "web-1", container: "web", reason: "OOMKilled", exitCode: 137, ranSeconds: 10 };

/** A kill at the same point of the run after a raise from 200Mi, our own value, to 400Mi. */
function afterSecondRaise(foreignMi: number) {
  const made = { ...attempt({ from: 200, to: 400, ran: 10 }), number: 2 };
  return nextAfterFailure({
    attempt: made,
    state: made.before,
    end,
    maxAttempts: 5,
    bounds: { maxFactor: 4, maxBytes: 8192 * MI },
    foreignLimitBytes: foreignMi * MI,
  }).next;
}

test("a failed raise is kept for the next one only while the bounds, from the last foreign value, allow one", () => {
  expect(afterSecondRaise(200)).toBe("keep");
  expect(afterSecondRaise(100)).toBe("return");
});

describe("a container that memory ends after its probe was mended", () => {
  const raise = attempt({ from: 200, to: 400, ran: 10, endId: "an-end" });
  const [first] = raise.plan.actions;
  const asProbe = (made: typeof raise): typeof raise => ({
    ...made,
    plan: { ...made.plan, actions: [{ ...first, type: "SetProbe" }] as typeof made.plan.actions },
  });
  const answer = (made: typeof raise, reason = "OOMKilled") =>
    nextAfterFailure({
      attempt: made,
      state: made.before,
      end: { ...end, reason, exitCode: reason === "OOMKilled" ? 137 : 1 },
      maxAttempts: 5,
      bounds: { maxFactor: 4, maxBytes: 8192 * MI },
      foreignLimitBytes: 200 * MI,
    }).next;

  test("keeps the probe, where memory ended it before as well", () => {
    expect(answer(asProbe(raise))).toBe("keep");
  });

  test.each([
    ["memory ended nothing before", asProbe(attempt({ from: 200, to: 400, ran: 10 })), "OOMKilled"],
    ["it ends otherwise", asProbe(raise), "Error"],
  ])("gets the old one back, where %s", (_what, made, reason) => {
    expect(answer(made, reason)).toBe("return");
  });
});
