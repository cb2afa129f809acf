import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { INCIDENT_STATUSES, type Incident } from "../../src/domain/incident.ts";
import { IllegalTransition, type IncidentEvent, isLegal, transition } from "../../src/domain/transition.ts";
import { events, investigating, NOW, planWith, stories } from "./incident-stories.ts";

/** Statuses that an event may lead to, from each status, as the states of the design say; absent: it is illegal. */
const MAY_LEAD_TO: Record<
  IncidentEvent["type"],
  Partial<Record<Incident["status"], Incident["status"][]>>
> = {
  symptom: stays(...INCIDENT_STATUSES),
  waiting: stays(...INCIDENT_STATUSES),
  diagnosed: stays("investigating"),
  "self-resolved": { investigating: ["closed"], "awaiting-approval": ["closed"] },
  planned: { investigating: ["applying", "awaiting-approval"] },
  observed: { investigating: ["closed"] },
  approved: { "awaiting-approval": ["applying"] },
  "first-approved": { "awaiting-approval": ["awaiting-approval"] },
  escalated: { "awaiting-approval": ["awaiting-approval"] },
  rejected: { "awaiting-approval": ["closed"] },
  "not-now": stays("awaiting-approval"),
  "asked-again": stays("awaiting-approval"),
  "taken-over": {
    investigating: ["needs-person"],
    "awaiting-approval": ["needs-person"],
    "needs-person": ["needs-person"],
  },
  paused: {
    ...stays("investigating", "applying", "verifying", "rolling-back", "needs-person"),
    "awaiting-approval": ["investigating"],
  },
  answered: stays("needs-person", "closed"),
  hinted: {
    ...stays("investigating"),
    "awaiting-approval": ["investigating"],
    "needs-person": ["investigating"],
  },
  "approval-expired": { "awaiting-approval": ["needs-person"] },
  "approval-void": { "awaiting-approval": ["investigating"] },
  "attempt-begun": stays("applying"),
  "not-applied": { applying: ["investigating"] },
  "dry-run": { applying: ["closed"] },
  applied: { applying: ["verifying"] },
  held: { verifying: ["closed"] },
  failed: { verifying: ["rolling-back", "investigating"] },
  superseded: {
    applying: ["investigating"],
    verifying: ["investigating"],
    "rolling-back": ["investigating"],
  },
  returned: { "rolling-back": ["investigating"] },
  "return-failed": { "rolling-back": ["needs-person"] },
  "handed-over": { investigating: ["needs-person"], "needs-person": ["needs-person"] },
  explained: stays("needs-person"),
  linked: stays("investigating"),
  "held-back": { investigating: ["investigating"] },
  "fixed-through": { investigating: ["closed"] },
  "undo-asked": stays("closed"),
  "undo-refused": stays("closed"),
  "undo-planned": { closed: ["applying", "awaiting-approval"] },
  undone: { verifying: ["closed"] },
  quiet: { "needs-person": ["closed"] },
  recurred: { closed: ["investigating"] },
  "watch-ended": stays("closed"),
  merged: { investigating: ["closed"], "awaiting-approval": ["closed"], "needs-person": ["closed"] },
};

function stays(...statuses: Incident["status"][]) {
  return Object.fromEntries(statuses.map((status) => [status, [status]]));
}

const isKnown = ({ finding, causedBy }: Incident) => finding !== null && causedBy === null;

describe("a transition", () => {
  it("leads where the table of states says, and is refused everywhere else", () => {
    fc.assert(
      fc.property(fc.constantFrom(...INCIDENT_STATUSES), events, (status, event) => {
        const targets = MAY_LEAD_TO[event.type][status];
        const incident = { ...investigating(), status };
        expect(isLegal(status, event.type)).toBe(targets !== undefined);
        if (targets === undefined) expect(() => transition(incident, event, NOW)).toThrow(IllegalTransition);
        else expect(targets).toContain(transition(incident, event, NOW).incident.status);
      }),
      { numRuns: 1_000 },
    );
  });

  it("gives an outcome to incidents that are closed or with a person, and to no other", () => {
    fc.assert(
      fc.property(stories, (story) => {
        for (const { incident } of story) {
          const isEnded = incident.status === "closed" || incident.status === "needs-person";
          expect(incident.outcome !== null).toBe(isEnded);
          expect(incident.closedAt !== null).toBe(incident.status === "closed");
        }
      }),
    );
  });

  it("leaves no incident that is open without a time at which it is looked at", () => {
    fc.assert(
      fc.property(stories, (story) => {
        for (const { incident } of story) {
          if (incident.status !== "closed") expect(incident.dueAt).not.toBeNull();
        }
      }),
    );
  });

  it("never drops a plan whose approval is pending without voiding it", () => {
    fc.assert(
      fc.property(stories, (story) => {
        for (const { before, incident, event, effects } of story) {
          const asked = before.status === "awaiting-approval" && before.approvalId !== null;
          const isDecided = ["approved", "rejected", "approval-expired"].includes(event.type);
          if (!asked || isDecided || incident.status === "awaiting-approval") continue;
          expect(effects.map(({ type }) => type)).toContain("void-approval");
        }
      }),
    );
  });

  it("keeps identity and history: id, cluster, subject and opening never change", () => {
    fc.assert(
      fc.property(stories, (story) => {
        for (const { before, incident } of story) {
          const { id, cluster, subject, openedAt, epoch } = before;
          expect(incident).toMatchObject({ id, cluster, subject, openedAt, epoch });
        }
      }),
    );
  });

  it("changes nothing of the incident that it is given", () => {
    fc.assert(
      fc.property(stories, (story) => {
        for (const { before, copy } of story) expect(before).toEqual(copy);
      }),
    );
  });

  it("tells people of every change of status but the steps of the service itself", () => {
    // What merges goes on in the incident that it merged into, whose own card tells of it.
    const silent = ["not-applied", "planned", "merged"];
    fc.assert(
      fc.property(stories, (story) => {
        for (const { before, incident, event, effects } of story) {
          if (before.status === incident.status || silent.includes(event.type)) continue;
          const isUnseen =
            ["self-resolved", "fixed-through", "recurred"].includes(event.type) && !isKnown(before);
          expect(effects.filter(({ type }) => type === "notify")).toHaveLength(isUnseen ? 0 : 1);
        }
      }),
    );
  });

  it("tells of a problem once it is known what it is, and of what another incident causes never", () => {
    fc.assert(
      fc.property(stories, (story) => {
        for (const { before, event, effects } of story) {
          const told = effects.filter((effect) => effect.type === "notify" && effect.change === "opened");
          expect(told).toHaveLength(event.type === "diagnosed" && !isKnown(before) ? 1 : 0);
        }
      }),
    );
  });
});

describe("a symptom", () => {
  const symptom = (incident: Incident, quietAt?: Date) =>
    transition(incident, { type: "symptom", summary: "again", ...(quietAt && { quietAt }) }, NOW);
  const soakAhead = new Date(NOW.getTime() + 60_000);

  it("notifies nobody, whatever the incident is doing", () => {
    fc.assert(
      fc.property(stories, (story) => {
        for (const { event, effects } of story) {
          if (event.type === "symptom") expect(effects.filter(({ type }) => type === "notify")).toEqual([]);
        }
      }),
    );
  });

  it.each(["declined", "observed", "handed-over"] as const)(
    "keeps a closed incident that was %s absorbing for one soak more, and never shortens that",
    (outcome) => {
      const closed: Incident = { ...investigating(), status: "closed", outcome, watchUntil: NOW, dueAt: NOW };
      const absorbed = symptom(closed, soakAhead);
      expect(absorbed.effects).toEqual([]);
      expect(absorbed.incident).toMatchObject({ status: "closed", outcome, watchUntil: soakAhead });
      expect(symptom(absorbed.incident, NOW).incident.watchUntil).toEqual(soakAhead);
    },
  );

  it("leaves the time of judgement of an observed plan where it was", () => {
    const observed: Incident = { ...investigating(), status: "closed", outcome: "observed", dueAt: NOW };
    expect(symptom(observed, soakAhead).incident.dueAt).toEqual(NOW);
  });

  it("puts off the quiet of an incident with a person, but not the writing of its hand-over", () => {
    const waiting: Incident = {
      ...investigating(),
      status: "needs-person",
      outcome: "handed-over",
      dueAt: NOW,
    };
    expect(symptom(waiting, soakAhead).incident.dueAt).toEqual(NOW);
    const handover = { sentence: "", evidence: [], tried: [], nextSteps: [] };
    expect(symptom({ ...waiting, handover }, soakAhead).incident.dueAt).toEqual(soakAhead);
  });

  it("wakes what it may change: an investigation, a proof, a fix that is watched", () => {
    const wakes = INCIDENT_STATUSES.filter((status) => {
      const incident = {
        ...investigating(),
        status,
        outcome: status === "closed" ? ("fixed" as const) : null,
      };
      return symptom(incident).effects.some(({ type }) => type === "wake");
    });
    expect(wakes).toEqual(["investigating", "verifying", "closed"]);
  });
});

describe("a plan", () => {
  it("goes on without a person exactly when its verdict is auto", () => {
    const statusWith = (verdict: "auto" | "approve") =>
      transition(investigating(), planWith(verdict), NOW).incident.status;
    expect(statusWith("auto")).toBe("applying");
    expect(statusWith("approve")).toBe("awaiting-approval");
  });

  it("that was denied is never put before anybody", () => {
    expect(() => transition(investigating(), planWith("deny"), NOW)).toThrow(IllegalTransition);
  });
});
