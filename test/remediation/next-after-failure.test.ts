import { expect, test } from "vitest";
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
