import { expect, test } from "vitest";
import type { Attempt } from "../../src/domain/attempt.ts";
import type { ObjectHealth } from "../../src/domain/workload-state.ts";
import { proveHealth } from "../../src/remediation/verify/prove-health.ts";
import { attempt } from "../diagnosis/support/attempt.ts";

const APPLIED = new Date("2026-01-01T12:00:00Z");
const target = { holdsOurValues: true, isOurTemplate: true, isSameObject: true, isInForce: true };
const settings = { verifySoakSeconds: 60, verifyTimeoutSeconds: 900, verifySoakMaxSeconds: 1800 };
const served: ObjectHealth = { isWell: true, measure: 2, reason: "2 ready endpoints" };
const servedByNobody: ObjectHealth = { ...served, doubt: "none of its ports is one that its pods have" };
const port = { port: 80, from: 9000, to: 8080, basis: "" };
const selector = { from: { app: "wbe" }, to: { app: "web" }, basis: "" };

/** A Service whose endpoints have been ready for a soak, `seconds` after its port or selector was set. */
function proved(type: "SetServicePort" | "SetServiceSelector", health: ObjectHealth, seconds: number) {
  const made = attempt({ from: 100, to: 200, ran: 10 });
  const [action] = made.plan.actions;
  if (action === undefined) throw new Error("no action");
  const changed = { ...action, type, parameters: type === "SetServicePort" ? port : selector };
  const of = {
    ...made,
    plan: { ...made.plan, actions: [changed] },
    appliedAt: APPLIED,
    verification: { ...made.verification, rolledOutAt: APPLIED.toISOString() },
  } as Attempt;
  const state = { ...of.before, health };
  const now = new Date(APPLIED.getTime() + seconds * 1000);
  return proveHealth({ attempt: of, state, target, settings, now });
}

test.each([
  ["that its pods are known to serve holds after the soak", served, 61, "held"],
  ["that nobody is known to serve is no proof, though its endpoints are ready", servedByNobody, 61, "wait"],
  ["that nobody is known to serve fails in the end", servedByNobody, 901, "failed"],
])("a port %s", (_what, health, seconds, kind) => {
  expect(proved("SetServicePort", health, seconds).kind).toBe(kind);
});

test("a port that nobody is known to serve is told as the reason", () => {
  expect(proved("SetServicePort", servedByNobody, 901).reason).toContain(servedByNobody.doubt);
});

test("a selector is not blamed for a port that was odd already", () => {
  expect(proved("SetServiceSelector", servedByNobody, 61).kind).toBe("held");
});
