import fc from "fast-check";
import { expect, it } from "vitest";
import { roadAhead } from "../../src/agents/road-ahead.ts";
import { findingAt } from "../../src/cli/replay/finding-at.ts";
import { CAUSE_NAMES } from "../../src/domain/cause.ts";
import { INCIDENT_STATUSES, type Incident } from "../../src/domain/incident.ts";
import type { IncidentEvent } from "../../src/domain/transition.ts";
import { stories } from "../domain/incident-stories.ts";
import { finding } from "../incidents/incident-setup.ts";
import { anIncident } from "../support/incidents.ts";

/** The row of the audit that an event leaves, as far as a replay reads it. */
const rowOf = (event: IncidentEvent, sequence: number) => ({
  sequence,
  kind: event.type,
  input: {},
  output: event.type === "diagnosed" ? event.finding : event.type === "linked" ? { ...event } : {},
});

it("the finding of any moment is that of the rows up to then, whatever happened", () => {
  fc.assert(
    fc.property(stories, fc.array(fc.constantFrom(...CAUSE_NAMES)), (story, causes) => {
      let stands: Incident["finding"] = null;
      const rows: ReturnType<typeof rowOf>[] = [];
      story.forEach(({ event, before, incident }, at) => {
        // Each finding of a life is another one.
        const cause = causes[at] ?? "unknown";
        const told = "finding" in event ? { ...event, finding: { ...event.finding, cause } } : event;
        if ("finding" in told) stands = told.finding;
        else expect(incident.finding).toBe(before.finding);
        rows.push(rowOf(told, at + 2));
        expect(findingAt(rows, at + 2)).toEqual(stands);
      });
    }),
    { numRuns: 30 },
  );
});

it("a finding that cannot be read any more is not passed over for an older one", () => {
  const rows = [
    { sequence: 2, kind: "diagnosed", input: {}, output: finding() },
    { sequence: 3, kind: "diagnosed", input: {}, output: { ...finding(), cause: "no-cause-any-more" } },
  ];
  expect(findingAt(rows, 1)).toBeNull();
  expect(findingAt(rows, 2)).toMatchObject({ cause: finding().cause });
  expect(findingAt(rows, 3)).toBeUndefined();
});

/** Recorded with the move, or told by the rows up to it; `dueAt` follows from the move having been chosen at all. */
const KNOWN_TO_A_REPLAY = new Set([
  ...["status", "finding", "handover", "watchUntil", "dueAt"],
  // Of an incident for good.
  ...["subject", "workload"],
]);

it("a move is chosen by nothing of the incident that a replay does not know", () => {
  const read = new Set<string>();
  const watched = (incident: Incident) =>
    new Proxy(incident, {
      get(target, key, receiver) {
        read.add(String(key));
        return Reflect.get(target, key, receiver);
      },
    });
  const at = { watchUntil: new Date(1), dueAt: new Date(0) };
  const words = { sentence: "", evidence: [], tried: [], nextSteps: [] };
  const moves = [
    "investigate",
    "consult",
    "compute",
    "program",
    "choose",
    "propose",
    "explain",
    "look-after",
  ];
  for (const status of INCIDENT_STATUSES)
    for (const cause of ["unknown", "application-crash", "memory-limit-too-low"] as const)
      for (const last of moves)
        for (const computation of ["asked", "answered", "open", "programmed", null] as const) {
          const found = {
            ...finding(cause),
            confidence: 0.5,
            object: anIncident().subject,
            alternatives: [],
          };
          const incident = anIncident({ status, finding: found, handover: words, ...at });
          roadAhead({
            incident: watched(incident),
            taken: ["investigating/investigate", `${status}/${last}`],
            now: new Date(0),
            isOverBudget: false,
            hasModel: true,
            hasSandbox: true,
            computation,
          });
        }
  expect([...read].toSorted()).toEqual([...KNOWN_TO_A_REPLAY].toSorted());
});
