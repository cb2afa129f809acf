import request from "supertest";
import { describe, expect, it } from "vitest";
import { createWorld, OPERATOR_TOKEN, openDoors, VIEWER_TOKEN } from "./support/doors.ts";
import { INCIDENT_ID } from "./support/incidents.ts";

type App = ReturnType<typeof openDoors>["app"];
const PAGE = `/incidents/${INCIDENT_ID}`;
const auth = { Authorization: `Bearer ${VIEWER_TOKEN}` };

async function signedIn(app: App, token: string) {
  const answer = await request(app).post("/sign-in").type("form").send({ token });
  const cookie = String(answer.headers["set-cookie"]?.[0]).split(";")[0] ?? "";
  const page = await request(app).get(PAGE).set("Cookie", cookie);
  return { cookie, page, csrf: /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? "" };
}

describe("a viewer's token", () => {
  it.each(["/incidents", PAGE, `${PAGE}/timeline/2`, "/approvals"])(
    "shows %s, without a button",
    async (path) => {
      const { app } = openDoors();
      const { cookie } = await signedIn(app, VIEWER_TOKEN);
      const answer = await request(app).get(path).set("Cookie", cookie);
      expect(answer.status).toBe(200);
      expect(answer.text).toContain("Signed in to read");
      expect(answer.text).not.toContain('name="decision"');
    },
  );

  it("reads the API and changes nothing there", async () => {
    const { app, world } = openDoors();
    for (const path of ["incidents", `incidents/${INCIDENT_ID}`, "alerts", "catalogue"]) {
      expect((await request(app).get(`/api/v1/${path}`).set(auth)).status).toBe(200);
    }
    const body = { digest: world.approval.planDigest, decision: "approve" };
    const answer = await request(app).post(`/api/v1${PAGE}/decision`).set(auth).send(body);
    expect([answer.status, answer.body.error.reason]).toEqual([403, "read-only"]);
    expect(world.decisions).toEqual([]);
  });

  it("decides nothing with a form of its own session either", async () => {
    const { app, world } = openDoors();
    const { cookie, csrf } = await signedIn(app, VIEWER_TOKEN);
    expect(csrf).not.toBe("");
    const answer = await request(app)
      .post(`${PAGE}/decision`)
      .set("Cookie", cookie)
      .type("form")
      .send({ csrf, digest: world.approval.planDigest, decision: "approve" });
    expect(answer.status).toBe(403);
    expect(world.decisions).toEqual([]);
    const left = await request(app).post("/sign-out").set("Cookie", cookie).type("form").send({ csrf });
    expect(left.status).toBe(303);
  });

  it("makes no session that passes for the operator's, and none where no viewer is configured", async () => {
    const { app, world } = openDoors();
    const viewer = await signedIn(app, VIEWER_TOKEN);
    const operator = await signedIn(app, OPERATOR_TOKEN);
    expect(operator.page.text).toContain('name="decision"');
    const mixed = await request(app)
      .post(`${PAGE}/decision`)
      .set("Cookie", viewer.cookie)
      .type("form")
      .send({ csrf: operator.csrf, digest: world.approval.planDigest, decision: "approve" });
    expect(mixed.status).toBe(403);
    expect(world.decisions).toEqual([]);
    const none = openDoors(createWorld(), {
      tokens: { webhook: ["w"], operator: [OPERATOR_TOKEN], viewer: [] },
    }).app;
    expect((await request(none).get("/incidents").set("Cookie", viewer.cookie)).status).toBe(401);
    for (const token of ["", "undefined", VIEWER_TOKEN]) {
      expect((await request(none).post("/sign-in").type("form").send({ token })).status).toBe(401);
    }
  });
});
