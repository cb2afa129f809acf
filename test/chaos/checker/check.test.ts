import { describe, expect, it } from "vitest";
import { timesThere } from "../../support/altered-copy.ts";
import { PLANTED } from "../planted.ts";
import { check, type RuleName } from "./check.ts";
import type { AttemptRow, Evidence, IncidentRow, Rows } from "./evidence.ts";
import { APPLICATION, HEALTHY, LAST_LOOK, RETURN, VERIFIED } from "./healthy-evidence.ts";

const broken = (evidence: Evidence): RuleName[] =>
  [...check(evidence)].flatMap(([rule, said]) => (said.length > 0 ? [rule] : []));

const withRows = (rows: Partial<Rows>): Evidence => ({ ...HEALTHY, rows: { ...HEALTHY.rows, ...rows } });
const withAttempt = (more: Partial<AttemptRow>, evidence = HEALTHY): Evidence => ({
  ...evidence,
  rows: { ...evidence.rows, attempts: evidence.rows.attempts.map((one) => ({ ...one, ...more })) },
});
const withIncident = (more: Partial<IncidentRow>): Evidence =>
  withRows({ incidents: HEALTHY.rows.incidents.map((one) => ({ ...one, ...more })) });
const without = (at: number): Evidence => ({
  ...HEALTHY,
  requests: HEALTHY.requests.filter((_, index) => index !== at),
});
const putBack = withAttempt(
  { result: "rolled-back", proof: null },
  {
    ...HEALTHY,
    requests: [...HEALTHY.requests, RETURN],
    truths: HEALTHY.truths.map((truth) => ({ ...truth, outcome: "person", inTheEnd: () => undefined })),
    rows: {
      ...HEALTHY.rows,
      incidents: HEALTHY.rows.incidents.map((one) => ({ ...one, status: "needs-person", outcome: null })),
    },
  },
);

describe("the checker of the chaos run", () => {
  it("finds nothing where all is as it should be", () => {
    expect(broken(HEALTHY)).toEqual([]);
    expect(broken(putBack)).toEqual([]);
  });

  it("says nothing of the length of a soak over which a clock was off", () => {
    const short = withAttempt({ lastCheckedAt: "2026-01-01T00:01:20.000Z" });
    const off = ["2026-01-01T00:00:30.000Z", "2026-01-01T00:03:00.000Z"];
    expect(broken({ ...short, clockSetAt: off })).toEqual([]);
    const before = ["2026-01-01T00:00:10.000Z", "2026-01-01T00:00:20.000Z"];
    expect(broken({ ...short, clockSetAt: before })).toEqual(["no fix counts unverified"]);
  });

  const PLANTED: [bug: string, evidence: Evidence, rule: RuleName][] = [
    ["an acknowledged alert that is not kept", withRows({ alerts: [] }), "no acknowledged alert is lost"],
    ["a signal that nobody takes", withRows({ pendingSignals: 1 }), "no acknowledged alert is lost"],
    [
      "an alert without incident and reason",
      withRows({ alerts: HEALTHY.rows.alerts.map((one) => ({ ...one, incidentId: null })) }),
      "no acknowledged alert is lost",
    ],
    [
      "a patch that was made twice",
      { ...HEALTHY, requests: [APPLICATION, ...HEALTHY.requests] },
      "each attempt is applied once at most",
    ],
    [
      "a look at a Secret",
      { ...HEALTHY, requests: [...HEALTHY.requests, { ...LAST_LOOK, resource: "secrets" }] },
      "nothing is asked for that the chart does not grant",
    ],
    [
      "a return that was made twice",
      { ...putBack, requests: [...putBack.requests, RETURN] },
      "each attempt is applied once at most",
    ],
    [
      "a patch that is recorded and was never made",
      without(1),
      "the ledger and the API server agree on what was applied",
    ],
    [
      "a patch that was made and is not recorded",
      withAttempt({ hasApplied: false, result: "refused", proof: null }),
      "the ledger and the API server agree on what was applied",
    ],
    [
      "a fix that nobody looked at",
      { ...HEALTHY, requests: HEALTHY.requests.filter(({ resource }) => resource !== "pods") },
      "no fix counts unverified",
    ],
    [
      "a fix that was looked at once, however late it was told",
      { ...HEALTHY, requests: HEALTHY.requests.filter((one) => one !== LAST_LOOK) },
      "no fix counts unverified",
    ],
    [
      "a fix of which no row says since when it held",
      withAttempt({ rolledOutAt: null }),
      "no fix counts unverified",
    ],
    [
      "a fix whose own row has a short soak",
      withAttempt({ lastCheckedAt: "2026-01-01T00:01:20.000Z" }),
      "no fix counts unverified",
    ],
    [
      "a fix that counts before its soak is over",
      {
        ...HEALTHY,
        requests: [
          ...HEALTHY.requests.filter((one) => one !== LAST_LOOK && one !== VERIFIED),
          VERIFIED,
          LAST_LOOK,
        ],
      },
      "no fix counts unverified",
    ],
    ["a fix without a proof", withAttempt({ proof: null }), "no fix counts unverified"],
    ["a fix that was never checked", withAttempt({ lastCheckedAt: null }), "no fix counts unverified"],
    ["an attempt without an end", withAttempt({ result: null }), "no fix counts unverified"],
    ["a patch that no plan holds", withAttempt({ actions: [] }), "no write is out of policy"],
    [
      "a patch that the policy did not let through",
      withAttempt({ verdict: "approve" }),
      "no write is out of policy",
    ],
    [
      "a patch where nothing is wrong",
      { ...HEALTHY, truths: HEALTHY.truths.map((truth) => ({ ...truth, outcome: "nothing" })) },
      "no write is out of policy",
    ],
    [
      "a return that was never made",
      { ...putBack, requests: HEALTHY.requests },
      "every rollback is complete",
    ],
    [
      "a return that left a value behind",
      {
        ...putBack,
        requests: [
          ...HEALTHY.requests,
          { ...RETURN, after: APPLICATION.after ?? { kind: "", metadata: { name: "" } } },
        ],
      },
      "every rollback is complete",
    ],
    [
      "a return without a record",
      withAttempt({}, { ...HEALTHY, requests: putBack.requests }),
      "every rollback is complete",
    ],
    [
      "a problem that is with a person",
      withIncident({ status: "needs-person", outcome: null }),
      "every incident ended rightly",
    ],
    [
      "another cause than the true one",
      withIncident({ cause: "bad-release" }),
      "every incident ended rightly",
    ],
    [
      "a repair that is not there in the end",
      { ...HEALTHY, states: new Map() },
      "every incident ended rightly",
    ],
    [
      "an audit row that is gone",
      withRows({ audit: HEALTHY.rows.audit.slice(0, 1) }),
      "every audit chain is whole",
    ],
    [
      "an audit row that was changed",
      withRows({ audit: HEALTHY.rows.audit.map((row) => ({ ...row, text: "nothing happened" })) }),
      "every audit chain is whole",
    ],
  ];
  it.each(PLANTED)("finds %s", (_bug, evidence, rule) => {
    expect(broken(evidence)).toContain(rule);
  });
});

describe("the builds with a bug", () => {
  it.each(Object.entries(PLANTED))("%s is still to be made from the sources", async (_name, { edits }) => {
    expect(await Promise.all(edits.map(timesThere))).toEqual(edits.map(() => 1));
  });
});
