import { TRANSITIONS } from "../../src/domain/transition.ts";
import { closed, notify, OPEN, to, toPerson } from "../../src/domain/transition-steps.ts";
import type { Violation } from "./invariants.ts";
import type { Guards, Model, Nature } from "./world.ts";
import { type Bounds, MODEL, natureOf } from "./worlds.ts";

/** A guard that is taken out of a copy, and the invariant that the explorer must name without it. */
export interface Planted {
  name: string;
  model: Model;
  nature: Nature;
  bounds: Bounds;
  invariant: Violation["invariant"];
}

const ALONE: Bounds = { signals: 1, crashes: 0, changes: 0, workers: 1 };
const BESIDE: Bounds = { ...ALONE, workers: 2 };
const CHANGED: Bounds = { ...ALONE, changes: 1 };
const TWO: Bounds = { ...BESIDE, signals: 2 };

const inTable = (
  name: string,
  invariant: Violation["invariant"],
  altered: Partial<Model["table"]>,
  {
    nature = {},
    bounds = ALONE,
    takesOver = false,
  }: { nature?: Partial<Nature>; bounds?: Bounds; takesOver?: boolean } = {},
): Planted => ({
  name,
  invariant,
  model: { ...MODEL, table: { ...TRANSITIONS, ...altered }, takesOver },
  nature: natureOf(name, nature),
  bounds,
});

const outside = (
  guard: keyof Guards,
  invariant: Violation["invariant"],
  {
    nature = {},
    bounds = ALONE,
    guards = {},
  }: { nature?: Partial<Nature>; bounds?: Bounds; guards?: Partial<Guards> } = {},
): Planted => ({
  name: `without ${[guard, ...Object.keys(guards)].join(" and ")}`,
  invariant,
  model: { ...MODEL, guards: { ...MODEL.guards, [guard]: false, ...guards } },
  nature: natureOf(guard, nature),
  bounds,
});

const { merged, planned, approved, failed, returned, held, undone } = TRANSITIONS;
const HOLDS = { 1: "holds" } as const;
const LINKED: Partial<Nature> = { cures: HOLDS, second: "linked" };

export const PLANTED: readonly Planted[] = [
  inTable(
    "an incident merges during its attempt",
    2,
    { merged: { ...merged, from: OPEN } },
    { nature: { cures: HOLDS, second: "both-change" }, bounds: { ...TWO, crashes: 1 } },
  ),
  inTable(
    "what a person must allow is planned as if it were allowed",
    4,
    {
      planned: {
        ...planned,
        to: (incident, { plan }, now) => to({ ...incident, plan }, "applying", now, []),
      },
    },
    { nature: { verdict: "approve" } },
  ),
  inTable(
    "a void question stays open",
    4,
    {
      "approval-void": {
        ...TRANSITIONS["approval-void"],
        to: (incident, event, now) => ({
          ...TRANSITIONS["approval-void"].to(incident, event, now),
          effects: [],
        }),
      },
    },
    { nature: { verdict: "approve" }, bounds: CHANGED },
  ),
  inTable(
    "a question that expired is forgotten",
    8,
    {
      "approval-expired": {
        ...TRANSITIONS["approval-expired"],
        to: (incident, _event, now) => {
          const person = toPerson(incident, now, [notify("approval-expired")]);
          return { ...person, incident: { ...person.incident, dueAt: null } };
        },
      },
    },
    { nature: { verdict: "approve" } },
  ),
  inTable(
    "a yes starts nothing",
    8,
    { approved: { ...approved, to: (incident) => to(incident, "applying", null, []) } },
    { nature: { verdict: "approve" } },
  ),
  inTable(
    "a person takes over in the middle of a change",
    8,
    { "taken-over": { ...TRANSITIONS["taken-over"], from: OPEN } },
    { takesOver: true },
  ),
  inTable("a change that failed is not put back", 8, {
    failed: { ...failed, to: (incident, _event, now) => to(incident, "investigating", now, []) },
  }),
  inTable("the plan of an attempt that ended is kept", 8, {
    returned: { ...returned, to: (incident, _event, now) => to(incident, "investigating", now, []) },
  }),
  inTable(
    "a fix that held has no outcome",
    5,
    {
      held: {
        ...held,
        to: (incident, { watchUntil }, now) => ({
          incident: { ...incident, status: "closed", closedAt: now, watchUntil, dueAt: watchUntil },
          effects: [],
        }),
      },
    },
    { nature: { cures: HOLDS } },
  ),
  outside("fencing", 2, { nature: { cures: HOLDS }, bounds: BESIDE }),
  outside("freshGeneration", 8, { bounds: BESIDE }),
  outside("turns", 2, { nature: { second: "other", cures: HOLDS }, bounds: TWO }),
  outside("storesBeforeAnswer", 1),
  outside("returnTestsValue", 6, { bounds: CHANGED }),
  outside("soak", 5, { nature: { cures: HOLDS } }),
  outside("maxChanges", 7),
  outside("personForModels", 3, { nature: { isFoundByModel: true } }),
  outside("oneIdentity", 2, { bounds: TWO }),
  // What is not seen at once is counted later.
  outside("seesOwnWrite", 7, { bounds: BESIDE, guards: { countsLateWrites: false } }),
  outside("provenRoot", 5, { nature: LINKED }),
  outside("symptomPlansNothing", 2, { nature: LINKED }),
  outside("stopHoldsAttempts", 4, { bounds: { ...ALONE, stops: 1 } }),
  outside("stopHoldsWrites", 4, { bounds: { ...ALONE, stops: 1 } }),
  outside("pauseHolds", 4, { bounds: { ...ALONE, pauses: 1 } }),
  outside("judgesUndo", 4, { nature: { cures: HOLDS, verdict: "approve" }, bounds: { ...ALONE, undos: 1 } }),
  outside("remembersUndone", 4, {
    nature: { cures: HOLDS },
    bounds: { ...ALONE, signals: 2, undos: 1 },
  }),
  outside("countsLateWrites", 7, { bounds: { ...BESIDE, stops: 1 } }),
  outside("admission", 4, { bounds: { ...BESIDE, pauses: 1 } }),
  inTable(
    "what was undone counts as fixed",
    5,
    { undone: { ...undone, to: (incident, _event, now) => closed(incident, now, "fixed", {}) } },
    { nature: { cures: HOLDS }, bounds: { ...ALONE, undos: 1 } },
  ),
  inTable(
    "who asks for an undoing is never answered",
    8,
    {
      "undo-asked": {
        ...TRANSITIONS["undo-asked"],
        to: (incident) => ({ incident: { ...incident, dueAt: null }, effects: [] }),
      },
    },
    { nature: { cures: HOLDS }, bounds: { ...ALONE, undos: 1 } },
  ),
  inTable(
    "a pause leaves the question open",
    4,
    {
      paused: {
        ...TRANSITIONS.paused,
        to: (incident, { until }) =>
          incident.status === "awaiting-approval"
            ? to({ ...incident, plan: null, approvalId: null }, "investigating", until, [])
            : TRANSITIONS.paused.to(incident, { type: "paused", by: "", reason: "", until }, until),
      },
    },
    { nature: { verdict: "approve" }, bounds: { ...ALONE, pauses: 1 } },
  ),
];
