import { expect, test } from "vitest";
import type { Incident } from "../../src/domain/incident.ts";
import type { IncidentEvent } from "../../src/domain/incident-event.ts";
import { transition } from "../../src/domain/transition.ts";
import { investigating, NOW, planWith } from "./incident-stories.ts";

const watchUntil = new Date("2026-11-23T12:00:00Z");
const LATER = new Date("2026-11-22T12:10:00Z");
const undoes = { attemptId: "a1", number: 1, by: "ada", reason: "too dear" };

const fixed = (): Incident => ({
  ...investigating(),
  status: "closed",
  outcome: "fixed",
  closedAt: NOW,
  watchUntil,
});
const undoPlan = (verdict: "auto" | "approve" | "deny") => ({ ...planWith(verdict).plan, undoes });

function asked(verdict: "auto" | "approve"): Incident {
  const event = {
    type: "undo-planned",
    plan: undoPlan(verdict),
    approvalId: "p1",
    expiresAt: LATER,
  } as const;
  return transition(fixed(), event, NOW).incident;
}

test("a plan to undo is carried out or asked about, as its verdict says, and one that is denied never stands", () => {
  expect(asked("auto")).toMatchObject({ status: "applying", outcome: null, closedAt: null, watchUntil });
  expect(asked("approve")).toMatchObject({ status: "awaiting-approval", dueAt: LATER, approvalId: "p1" });
  const event = { type: "undo-planned", approvalId: null, expiresAt: null } as const;
  expect(() => transition(fixed(), { ...event, plan: undoPlan("deny") }, NOW)).toThrow();
  expect(() => transition(fixed(), { ...event, plan: planWith("auto").plan }, NOW)).toThrow();
});

test.each([
  ["is watched", watchUntil],
  ["was watched to its end", null],
])(
  "a wish to undo a fix that %s is looked at next, and where nothing comes of it the fix stands as before",
  (_name, until) => {
    const closed = { ...fixed(), watchUntil: until, dueAt: until };
    const asked = transition(closed, { type: "undo-asked", by: "ada", reason: "so" }, LATER);
    expect(asked.incident).toEqual({ ...closed, dueAt: LATER, watchUntil: until ?? LATER });
    expect(asked.effects).toEqual([{ type: "notify", change: "undo-asked" }, { type: "wake" }]);
    const refused = transition(asked.incident, { type: "undo-refused", reason: "so" }, LATER);
    expect(refused.incident).toEqual({ ...closed, dueAt: until ?? LATER, watchUntil: until ?? LATER });
    expect(refused.effects).toEqual([{ type: "notify", change: "undo-refused" }]);
  },
);

test.each<[Incident["status"], IncidentEvent]>([
  ["awaiting-approval", { type: "rejected", by: "bob", reason: "", quietAt: LATER }],
  ["awaiting-approval", { type: "approval-expired" }],
  ["awaiting-approval", { type: "approval-void", reason: "changed" }],
  ["awaiting-approval", { type: "paused", by: "bob", reason: "", until: LATER }],
  ["applying", { type: "not-applied", reason: "changed" }],
  ["applying", { type: "dry-run", reason: "nothing was written", judgeAt: LATER }],
])("%s: after %o the fix stands and is watched on", (status, event) => {
  const incident = { ...asked(status === "applying" ? "auto" : "approve"), status };
  const after = transition(incident, event, NOW).incident;
  expect(after).toMatchObject({
    status: "closed",
    outcome: "fixed",
    watchUntil,
    dueAt: watchUntil,
    plan: null,
  });
});

test("a fix that is undone absorbs its symptoms as one that was declined", () => {
  const verifying: Incident = { ...asked("auto"), status: "verifying" };
  const { incident, effects } = transition(verifying, { type: "undone", reason: "so", quietAt: LATER }, NOW);
  expect(incident).toMatchObject({ status: "closed", outcome: "declined", watchUntil: LATER, dueAt: LATER });
  expect(effects).toContainEqual({ type: "notify", change: "declined" });
});

test("a repair whose dry run passed is over as one that was only observed, keeps its plan, and is never told as fixed", () => {
  const { plan } = planWith("auto");
  const applying: Incident = { ...investigating(), status: "applying", plan };
  const event = { type: "dry-run", reason: "nothing was written", judgeAt: LATER } as const;
  const { incident, effects } = transition(applying, event, NOW);
  expect(incident).toMatchObject({
    status: "closed",
    outcome: "observed",
    plan,
    watchUntil: LATER,
    dueAt: LATER,
  });
  expect(effects).toEqual([{ type: "notify", change: "dry-run" }]);
});
