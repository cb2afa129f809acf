import request from "supertest";
import { describe, expect, it } from "vitest";
import { experienceSection } from "../../src/http/pages/experience-section.ts";
import { saySection } from "../../src/http/pages/say-form.ts";
import type { PastView } from "../../src/incidents/experience/past-view.ts";
import { CATALOGUE } from "../../src/notify/messages/catalogue.ts";
import { createWorld, OPERATOR_TOKEN, openDoors } from "./support/doors.ts";
import { INCIDENT_ID, someIncident } from "./support/incidents.ts";

const auth = { Authorization: `Bearer ${OPERATOR_TOKEN}` };
const AT = "2026-11-20T10:00:00.000Z";

const past = (mark: (text: string) => string = (text) => text): PastView => ({
  question: { causes: ["memory-leak", "bad-release"], who: "Ada (ou_ada)" },
  said: { cause: "memory-leak", text: mark("a cache"), by: mark("ada"), at: AT },
  hints: [{ number: 1, text: mark("the new config"), by: mark("bob"), at: AT }],
  actions: [
    { action: "SetMemoryLimit", all: { held: 11, tried: 12 }, here: { held: 2, tried: 2 } },
    { action: "RollBackRevision", all: { held: 0, tried: 1 }, here: { held: 0, tried: 0 } },
  ],
  incidents: [
    {
      id: INCIDENT_ID,
      subject: { kind: "Deployment", namespace: mark("shop"), name: mark("web") },
      status: "closed",
      outcome: "handed-over",
      openedAt: AT,
      closedAt: AT,
      lastAttempt: { action: "SetMemoryLimit", result: "rolled-back" },
      said: { cause: null, text: mark("the proxy"), by: mark("eve"), at: AT },
    },
  ],
});

describe("the incident's page", () => {
  it("shows how repairs did, how the like ended, and what people said", () => {
    const { markup } = experienceSection(CATALOGUE.en, past()) ?? { markup: "" };
    const text = markup.replaceAll(/<[^>]+>/g, "").replaceAll(/\s+/g, " ");
    for (const wanted of [
      "SetMemoryLimit held 11 of 12 times, here 2 of 2",
      "RollBackRevision held 0 of 1 times, never tried here",
      "memory-leak a cache ada",
      "the new config bob",
      "Deployment shop/web",
      "eve said: the proxy",
      "SetMemoryLimit: put back",
    ])
      expect(text).toContain(wanted);
  });

  it("shows nothing where nothing is remembered", () => {
    const nothing = { question: null, said: null, hints: [], actions: [], incidents: [] };
    expect(experienceSection(CATALOGUE.en, nothing)).toBeNull();
  });

  it.each([
    "<script>alert(1)</script>",
    `"><img src=x onerror=alert(1)>`,
    "</textarea><svg onload=alert(1)>",
  ])("shows %s that people said as text", async (script) => {
    const tags = async (mark: (text: string) => string) => {
      const { app } = openDoors(createWorld({ ...someIncident(), past: past(mark) }));
      const { text } = await request(app).get(`/incidents/${INCIDENT_ID}`).set(auth);
      return { text, names: text.match(/<[a-z/!][^>]*>/gi)?.map((tag) => tag.split(/[\s>]/)[0]) };
    };
    const marked = await tags((text) => text + script);
    expect(marked.names).toEqual((await tags((text) => text)).names);
    expect(marked.text).not.toContain(script);
  });

  it.each([
    ["needs-person", past().question, ["answer", "hint"]],
    ["closed", past().question, ["answer"]],
    ["awaiting-approval", null, ["hint"]],
    ["verifying", null, []],
    ["closed", null, []],
  ] as const)("that is %s lets people say what fits: %#", (status, question, wanted) => {
    const incident = { ...someIncident(), status, past: { ...past(), question } };
    const markup = saySection(CATALOGUE.en, incident as never, "csrf")?.markup ?? "";
    const values = [...markup.matchAll(/name="decision" value="([^"]+)"/g)].map(([, value]) => value);
    expect(values).toEqual(wanted);
    expect(saySection(CATALOGUE.en, incident as never, null)).toBeNull();
  });
});

describe("the API", () => {
  const post = (body: object) => {
    const world = createWorld();
    const asked: object[] = [];
    const decide = async (asking: object) => {
      asked.push(asking);
      return { result: "answered" } as const;
    };
    const { app, deps } = openDoors(world, {});
    Object.assign(deps.approvals, { decide });
    return request(app)
      .post(`/api/v1/incidents/${INCIDENT_ID}/decision`)
      .set(auth)
      .send(body)
      .then(({ status, body: answer }) => ({ status, answer, asked }));
  };

  it("takes what it was, with its cause, without a digest", async () => {
    const { status, answer, asked } = await post({
      decision: "answer",
      cause: "memory-leak",
      comment: "a cache",
    });
    expect(status).toBe(200);
    expect(answer).toMatchObject({ decision: "answered" });
    expect(asked).toMatchObject([
      {
        decision: "answer",
        cause: "memory-leak",
        comment: "a cache",
        which: { incidentId: INCIDENT_ID, digest: null },
      },
    ]);
  });

  it("refuses a cause that is none", async () => {
    const { status, asked } = await post({ decision: "answer", cause: "gremlins" });
    expect(status).toBe(400);
    expect(asked).toEqual([]);
  });
});
