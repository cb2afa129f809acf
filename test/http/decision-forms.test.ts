import request from "supertest";
import { describe, expect, it } from "vitest";
import type { IncidentView } from "../../src/incidents/incident-view.ts";
import { createWorld, OPERATOR_TOKEN, openDoors } from "./support/doors.ts";
import { INCIDENT_ID, someIncident, TOKEN } from "./support/incidents.ts";

/** The decisions that a signed-in person is offered on the incident's page. */
async function offered(change: Partial<IncidentView> = {}): Promise<string[]> {
  const { app } = openDoors(createWorld({ ...someIncident(), ...change }));
  const signedIn = await request(app).post("/sign-in").type("form").send({ token: OPERATOR_TOKEN });
  const cookie = String(signedIn.headers["set-cookie"]?.[0]).split(";")[0] ?? "";
  const page = await request(app).get(`/incidents/${INCIDENT_ID}`).set("Cookie", cookie);
  return decisionsIn(page.text);
}

const decisionsIn = (markup: string) =>
  [...markup.matchAll(/name="decision" value="([a-z-]+)"/g)].map(([, value]) => value ?? "");

const EVERY = ["approve", "reject", "take-over", "not-now", "pause", "hint"];

describe("what a person can decide on a page", () => {
  it("is everything where a question waits, on the incident's page; by the link the question alone", async () => {
    expect(await offered()).toEqual(EVERY);
    const page = await request(openDoors().app).get(`/approvals/${TOKEN}`);
    expect(decisionsIn(page.text)).toEqual(["approve", "reject", "not-now"]);
  });

  it("is nothing of a plan that is decided on the card alone; who is signed in can still stop the service", async () => {
    const incident = someIncident();
    if (incident.plan === null) throw new Error("the incident has a plan");
    const plan = { ...incident.plan, decideOn: "card" as const };
    expect(await offered({ plan })).toEqual(["take-over", "pause", "hint"]);
    const page = await request(openDoors(createWorld({ ...incident, plan })).app).get(`/approvals/${TOKEN}`);
    expect(decisionsIn(page.text)).toEqual([]);
    expect(page.text).toContain("Decided on the card");
  });

  it("says on page and link how many people must say yes, and who did", async () => {
    const incident = someIncident();
    if (incident.plan === null || incident.approval === null) throw new Error("the incident asks");
    const plan = { ...incident.plan, approvers: 2 as const };
    const first = { by: "<b>Ada", door: "card" as const, at: "2026-11-22T10:04:00.000Z" };
    const none = openDoors(createWorld({ ...incident, plan }));
    expect((await request(none.app).get(`/approvals/${TOKEN}`)).text).toContain("0 of 2.");
    none.world.approval = { ...none.world.approval, first: { ...first, person: "chat:ou_ada", comment: "" } };
    const page = await request(none.app).get(`/approvals/${TOKEN}`);
    expect(page.text).toContain("1 of 2:</strong> &lt;b&gt;Ada, ");
    expect(page.text).toContain("A second person is needed");
  });

  it.each([
    ["investigating", ["take-over", "pause"]],
    ["needs-person", ["take-over", "pause", "hint"]],
    ["applying", ["pause"]],
    ["verifying", ["pause"]],
    ["closed", []],
  ] as [IncidentView["status"], string[]][])("of an incident that is %s: %j", async (status, decisions) => {
    expect(await offered({ status, approval: null })).toEqual(decisions);
  });

  it.each([
    ["high", true],
    ["medium", false],
  ] as const)("asks twice for a risk that is high alone: %s", async (level, asks) => {
    const incident = someIncident();
    if (incident.plan === null) throw new Error("the incident has a plan");
    const plan = { ...incident.plan, risk: { level, reasons: [] } };
    const { app } = openDoors(createWorld({ ...incident, plan }));
    const page = await request(app).get(`/approvals/${TOKEN}`);
    expect(page.text.includes('name="confirmed" value="yes" required')).toBe(asks);
  });

  it.each([
    [{ confirmed: "yes" }, true],
    [{}, false],
    [{ confirmed: "no" }, false],
  ])("passes on whether the box was ticked: %j", async (fields, isConfirmed) => {
    const { app, world } = openDoors();
    const form = { digest: world.approval.planDigest, decision: "approve", ...fields };
    await request(app).post(`/approvals/${TOKEN}`).type("form").send(form);
    expect(world.decisions).toMatchObject([{ isConfirmed }]);
  });

  it("offers the times of the settings, and passes on the one beside the button that was pressed", async () => {
    const lengths = { "not-now": [5, 90], pause: [1_440] };
    const { app, world } = openDoors(createWorld(), { lengths });
    const { text } = await request(app).get(`/approvals/${TOKEN}`);
    const options = [...text.matchAll(/<option value="(\d+)">([^<]+)/g)].map(([, value, words]) => [
      value,
      words,
    ]);
    expect(options).toEqual([
      ["5", "Ask again in 5 min"],
      ["90", "Ask again in 1 h 30 min"],
    ]);
    const times = { notNowMinutes: "90", pauseMinutes: "1440" };
    const form = { digest: world.approval.planDigest, decision: "not-now", ...times };
    await request(app).post(`/approvals/${TOKEN}`).type("form").send(form);
    expect(world.decisions).toMatchObject([{ decision: "not-now", minutes: 90 }]);
  });
});
