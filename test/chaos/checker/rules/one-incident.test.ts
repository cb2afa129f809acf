import { describe, expect, it } from "vitest";
import type { IncidentRow, StateRow } from "../evidence.ts";
import { HEALTHY, stateAt } from "../healthy-evidence.ts";
import { doubledIncidents } from "./one-incident.ts";

const [incident] = HEALTHY.rows.incidents;

describe("two incidents, by how they went", () => {
  const OTHER = "22222222-2222-4222-8222-222222222222";
  const other = (second: number, status: string, more: Partial<StateRow> = {}) =>
    stateAt(second, status, { incidentId: OTHER, ...more });
  /** The first one is open for the seconds 0 to 9, and has its cause from 2 on. */
  const said = (
    states: readonly StateRow[],
    more: Partial<IncidentRow> = {},
    first: Partial<IncidentRow> = {},
  ): string[] => {
    const own = [
      stateAt(0, "investigating", { cause: null }),
      ...[stateAt(2, "investigating"), stateAt(3, "verifying"), stateAt(9, "closed")],
    ];
    const incidents = incident
      ? [
          { ...incident, ...first },
          { ...incident, id: OTHER, ...more },
        ]
      : [];
    const inOrder = [...own, ...states].sort((a, b) => a.at.getTime() - b.at.getTime());
    return doubledIncidents({ ...HEALTHY, rows: { ...HEALTHY.rows, incidents, states: inOrder } });
  };
  const undiagnosed = { cause: null };
  const SERVICE = { group: "", kind: "Service" };

  it.each<[what: string, states: StateRow[], more?: Partial<IncidentRow>]>([
    ["with one cause, and both over since", [other(5, "investigating"), other(6, "closed")]],
    ["before either has a cause", [other(1, "investigating", undiagnosed), other(12, "closed", undiagnosed)]],
    ["and with a person to the end", [other(4, "needs-person")]],
    [
      "for the second became one problem with the first and was not merged",
      [other(4, "investigating", undiagnosed), other(6, "investigating"), other(7, "closed")],
    ],
    ["of two subjects where one thing is wrong", [other(5, "verifying"), other(12, "closed")], SERVICE],
  ])("are found where both were open at once, %s", (_what, states, more) => {
    expect(said(states, more)).toEqual([expect.stringContaining(OTHER)]);
  });

  it.each<[what: string, states: StateRow[], more?: Partial<IncidentRow>, first?: Partial<IncidentRow>]>([
    ["comes after the first is closed", [other(10, "investigating", undiagnosed), other(11, "verifying")]],
    [
      "has no cause yet, and merges when it gets that one",
      [other(4, "investigating", undiagnosed), other(6, "closed", undiagnosed)],
    ],
    ["has another cause", [other(4, "verifying", { cause: "bad-release" }), other(12, "closed")]],
    [
      "comes back when the first is closed",
      [
        ...[other(0, "investigating", { cause: "bad-release" }), other(1, "closed")],
        other(12, "investigating"),
      ],
    ],
    [
      "is ill through the first one",
      [
        other(4, "investigating", { causedBy: incident?.id ?? "" }),
        other(12, "closed", { causedBy: incident?.id ?? "" }),
      ],
      SERVICE,
    ],
    ["is of another namespace", [other(4, "verifying"), other(12, "closed")], { namespace: "bank" }],
    [
      "is of another subject, and neither has a cause yet",
      [other(1, "investigating", undiagnosed), other(4, "closed", undiagnosed)],
      SERVICE,
    ],
    [
      "is of another node",
      [other(4, "verifying"), other(12, "closed")],
      { namespace: "", name: "node-2" },
      { namespace: "", name: "node-1" },
    ],
  ])("are right where the second %s", (_what, states, more, first) => {
    expect(said(states, more, first)).toEqual([]);
  });

  it("tells of an incident whose way nobody wrote down", () => {
    expect(said([])).toEqual([`nobody wrote down how ${OTHER} went`]);
  });
});
