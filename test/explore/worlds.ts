import { TRANSITIONS } from "../../src/domain/transition.ts";
import { DEPENDENT, SUBJECT } from "./models/plans.ts";
import type { Guards, Model, Nature, World } from "./world.ts";

const GUARDS: Guards = {
  fencing: true,
  freshGeneration: true,
  turns: true,
  storesBeforeAnswer: true,
  returnTestsValue: true,
  soak: true,
  maxChanges: true,
  personForModels: true,
  oneIdentity: true,
  seesOwnWrite: true,
  provenRoot: true,
  symptomPlansNothing: true,
  stopHoldsAttempts: true,
  stopHoldsWrites: true,
  pauseHolds: true,
  judgesUndo: true,
  remembersUndone: true,
  countsLateWrites: true,
  admission: true,
};

export const MODEL: Model = { table: TRANSITIONS, guards: GUARDS, takesOver: false };

const AUTO: Omit<Nature, "name"> = {
  cures: {},
  verdict: "auto",
  isFoundByModel: false,
  second: "same",
  onFailure: "return",
};

export const natureOf = (name: string, nature: Partial<Nature>): Nature => ({ ...AUTO, ...nature, name });

export interface Bounds {
  signals: number;
  crashes: number;
  changes: number;
  workers: number;
  /** Words of people; absent: none. */
  stops?: number;
  pauses?: number;
  undos?: number;
}

export function worldOf(nature: Nature, bounds: Bounds): World {
  const { signals, crashes, changes, workers, stops = 0, pauses = 0, undos = 0 } = bounds;
  const symptoms = ["oom-killed", "image-not-pulled", "oom-killed"] as const;
  return {
    nature,
    incidents: [],
    attempts: [],
    approvals: [],
    signals: symptoms.slice(0, signals).map((symptom, at) => ({
      ...{ symptom, isStored: false, isAnswered: false, incident: null },
      subject: nature.second === "linked" && (at > 0 || signals === 1) ? DEPENDENT : SUBJECT,
    })),
    workers: Array.from({ length: workers }, () => null),
    turn: null,
    ledger: null,
    object: { uid: 0, generation: 1, value: 0, age: 3, mark: null },
    streak: 0,
    ...{ isStopped: false, pausedFor: 0, wish: null },
    left: { crashes, changes, stops, pauses, undos },
  };
}

export interface Case {
  nature: Nature;
  bounds: Bounds;
  takesOver: boolean;
}

export const LEFT_ALONE = { signals: 1, crashes: 0, changes: 0, workers: 2 } as const satisfies Bounds;
export const CRASHED: Bounds = { ...LEFT_ALONE, crashes: 1 };
export const CHANGED: Bounds = { ...LEFT_ALONE, changes: 1 };
const ONE_WORKER: Bounds = { ...LEFT_ALONE, workers: 1 };
const PERSON: Partial<Nature> = { cures: { 1: "holds" }, verdict: "approve" };
const TWO_TROUBLES: Bounds = { ...LEFT_ALONE, signals: 2 };

/** One trouble of one object, by what is true of it and of the policy. */
export const NATURES: readonly Nature[] = [
  natureOf("the first repair holds", { cures: { 1: "holds", 6: "holds" } }),
  natureOf("no repair holds", {}),
  natureOf("the second holds, the first serves better than nothing", {
    cures: { 2: "holds" },
    onFailure: "keep",
  }),
  natureOf("it holds for as long as the proof takes", { cures: { 1: "briefly", 2: "holds" } }),
  natureOf("a person decides", { cures: { 1: "holds", 5: "holds" }, verdict: "approve" }),
  natureOf("a model found it", { cures: { 1: "holds" }, isFoundByModel: true }),
  natureOf("policy denies it", { verdict: "deny" }),
  natureOf("policy observes", { verdict: "observe", cures: { 5: "holds" } }),
];

const ONE_CAUSE = natureOf("two troubles of one cause", { cures: { 1: "holds" } });
const TWO_CAUSES = natureOf("two troubles of two causes", { cures: { 1: "holds" }, second: "other" });
const TURNS_OUT = natureOf("the first trouble turns out to be the second", {
  cures: { 1: "holds" },
  second: "both-change",
});

const LINKED = natureOf("another object is ill through it", { cures: { 1: "holds" }, second: "linked" });
const LINKED_PERSON = natureOf("another object is ill through it, and a person has that", {
  ...{ verdict: "deny", second: "linked" },
});

const of = (nature: Nature, bounds: Bounds, takesOver = false): Case => ({ nature, bounds, takesOver });
const named = (...names: string[]) => NATURES.filter(({ name }) => names.includes(name));

/** A few seconds of work; that crashes change no end is seen with CRASHED beside. */
export const QUICK: readonly Case[] = [
  ...named("the first repair holds", "a person decides", "policy denies it", "policy observes").map(
    (nature) => of(nature, CHANGED),
  ),
  ...named("a person decides").map((nature) => of(nature, CRASHED, true)),
  of(natureOf("all changes are stopped", { cures: { 2: "holds" } }), { ...ONE_WORKER, crashes: 1, stops: 1 }),
  of(natureOf("all changes are stopped between two workers, and no repair holds", {}), {
    ...{ ...LEFT_ALONE, stops: 1 },
  }),
  of(natureOf("all changes are stopped while a person decides", PERSON), { ...LEFT_ALONE, stops: 1 }),
  of(natureOf("the object is paused", { cures: { 1: "holds" } }), { ...LEFT_ALONE, crashes: 1, pauses: 1 }),
  of(natureOf("the object is paused while a person decides", PERSON), { ...LEFT_ALONE, pauses: 1 }),
  of(natureOf("a fix is undone", { cures: { 1: "holds" } }), { ...LEFT_ALONE, undos: 1 }),
  of(natureOf("a fix is undone, and the object changed", { cures: { 1: "holds" } }), {
    ...{ ...ONE_WORKER, crashes: 1, changes: 1, undos: 1 },
  }),
  of(natureOf("a fix is undone where a person decides", PERSON), { ...ONE_WORKER, crashes: 1, undos: 1 }),
  of(natureOf("a fix is undone, paused and stopped", { cures: { 1: "holds" } }), {
    ...{ ...ONE_WORKER, undos: 1, pauses: 1, stops: 1 },
  }),
  of(LINKED, { ...ONE_WORKER, crashes: 1 }),
  of(LINKED_PERSON, LEFT_ALONE),
  of(ONE_CAUSE, TWO_TROUBLES),
  of(TWO_CAUSES, { ...TWO_TROUBLES, workers: 1 }),
  of(TURNS_OUT, { ...TWO_TROUBLES, workers: 1, crashes: 1 }),
];

/** Minutes of work. */
export const LONG: readonly Case[] = [
  ...NATURES.map((nature) => of(nature, { ...LEFT_ALONE, crashes: 2, changes: 1 }, true)),
  ...NATURES.map((nature) => of(nature, { ...LEFT_ALONE, crashes: 1, stops: 1, pauses: 1, undos: 1 })),
  ...NATURES.map((nature) => of(nature, { ...LEFT_ALONE, signals: 2, changes: 1, undos: 2 })),
  ...[ONE_CAUSE, TWO_CAUSES, TURNS_OUT, LINKED, LINKED_PERSON].map((nature) =>
    of(nature, { ...TWO_TROUBLES, crashes: 1 }),
  ),
];
