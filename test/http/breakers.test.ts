import request from "supertest";
import { describe, expect, it } from "vitest";
import type { BreakerRecord } from "../../src/domain/breaker.ts";
import { OPERATOR_TOKEN, openDoors, VIEWER_TOKEN } from "./support/doors.ts";
import { INCIDENT_ID } from "./support/incidents.ts";

const ID = "0190f000-0000-7000-8000-00000000b0b0";
const storm: BreakerRecord = {
  id: ID,
  breaker: "storm",
  scope: "",
  reason: "40 workloads fell ill <script>within</script> 300 s",
  openedAt: new Date("2026-11-22T10:00:00Z"),
  seenAt: new Date("2026-11-22T10:04:00Z"),
  incidentId: INCIDENT_ID,
  liftedAt: null,
  liftedBy: null,
};

function doors(open: BreakerRecord[] = [storm]) {
  const { app, world } = openDoors();
  world.breakers = open;
  return { app, world };
}
type App = ReturnType<typeof doors>["app"];

async function signedIn(app: App, token = OPERATOR_TOKEN) {
  const answer = await request(app).post("/sign-in").type("form").send({ token });
  const cookie = String(answer.headers["set-cookie"]?.[0]).split(";")[0] ?? "";
  const page = await request(app).get("/breakers").set("Cookie", cookie);
  return { cookie, page, csrf: /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? "" };
}
const lift = (app: App, cookie: string, fields: Record<string, string>, id = ID) =>
  request(app).post(`/breakers/${id}/lift`).type("form").set("Cookie", cookie).send(fields);

describe("the page of breakers", () => {
  it("shows what is open, why, and its incident, as text alone", async () => {
    const { page } = await signedIn(doors().app);
    expect(page.text).toContain("40 workloads fell ill &lt;script&gt;within");
    expect(page.text).toContain(`href="/incidents/${INCIDENT_ID}"`);
    expect(page.text).toContain(`action="/breakers/${ID}/lift"`);
  });

  it("says it where none is open, and is in Chinese for whoever reads that", async () => {
    const { app } = doors([]);
    const { page, cookie } = await signedIn(app);
    expect(page.text).toContain("No breaker is open.");
    const chinese = await request(app).get("/breakers?language=zh-CN").set("Cookie", cookie);
    expect(chinese.text).toContain("当前没有触发熔断");
  });

  it("is lifted once, by an operator with a form of this session", async () => {
    const { app, world } = doors();
    const { cookie, csrf } = await signedIn(app);
    const forged = await lift(app, cookie, { csrf: "forged" });
    expect([forged.status, world.breakers[0]?.liftedAt]).toEqual([403, null]);
    const first = await lift(app, cookie, { csrf, by: "ada" });
    expect([first.status, world.breakers[0]?.liftedBy]).toEqual([200, "ada"]);
    const second = await lift(app, cookie, { csrf, by: "bob" });
    expect([second.status, world.breakers[0]?.liftedBy]).toEqual([409, "ada"]);
  });

  it("is seen by a viewer, who lifts nothing", async () => {
    const { app, world } = doors();
    const { cookie, csrf, page } = await signedIn(app, VIEWER_TOKEN);
    expect(page.text).not.toContain("/lift");
    const answer = await lift(app, cookie, { csrf });
    expect([answer.status, world.breakers[0]?.liftedAt]).toEqual([403, null]);
  });

  it.each([
    ["nobody", `/breakers/${ID}/lift`, 401],
    ["no id", "/breakers/x/lift", 404],
  ])("lifts nothing for %s", async (who, path, status) => {
    const { app, world } = doors();
    const session = who === "nobody" ? { cookie: "", csrf: "" } : await signedIn(app);
    const answer = await request(app)
      .post(path)
      .type("form")
      .set("Cookie", session.cookie)
      .send({ csrf: session.csrf });
    expect([answer.status, world.breakers[0]?.liftedAt]).toEqual([status, null]);
  });
});
