import request from "supertest";
import { describe, expect, it } from "vitest";
import { createWorld, OPERATOR_TOKEN, openDoors } from "./support/doors.ts";
import { INCIDENT_ID, someIncident, TOKEN } from "./support/incidents.ts";

const auth = { Authorization: `Bearer ${OPERATOR_TOKEN}` };

describe("pages", () => {
  const scripts = [
    "<script>alert(1)</script>",
    `"><img src=x onerror=alert(1)>`,
    "' onmouseover='alert(1)",
    "</pre></code></textarea></title><svg onload=alert(1)>",
  ];
  const paths = [
    "/incidents",
    "/approvals",
    `/incidents/${INCIDENT_ID}`,
    `/incidents/${INCIDENT_ID}/timeline/2`,
    `/approvals/${TOKEN}`,
  ];

  it.each(scripts.flatMap((script) => paths.map((path) => [script, path])))(
    "shows %s on %s as text",
    async (script, path) => {
      const plain = await request(openDoors().app).get(path).set(auth);
      const { app } = openDoors(
        createWorld(
          someIncident((text) => text + script),
          (text) => text + script,
        ),
      );
      const marked = await request(app).get(path).set(auth);
      expect(marked.status).toBe(200);
      const tags = (markup: string) => markup.match(/<[a-z/!][^>]*>/gi)?.map((tag) => tag.split(/[\s>]/)[0]);
      expect(tags(marked.text)).toEqual(tags(plain.text));
      expect(marked.text).not.toContain(script);
      expect(marked.text).toContain("alert(1)");
    },
  );

  it("shows each agent's step with what it read, what came of it, its time and its cost, and a program with its code", async () => {
    const { text } = await request(openDoors().app).get(`/incidents/${INCIDENT_ID}`).set(auth);
    const section = (id: string) => text.split(`id="${id}"`)[1]?.split("</section>")[0] ?? "";
    for (const shown of ["researcher@3", "grows", "1.23", "900 tokens in, 80 out", "0.0042", "m-large"])
      expect(section("steps")).toContain(shown);
    expect(section("programs")).toContain("def main(data): return");
  });

  it("leads to the logs and the runbook that the settings allow, and to neither without", async () => {
    const told: unknown[] = [];
    const outside = (place: unknown) => {
      told.push(place);
      return { logs: "https://logs.example.org/?a=1&b=2", runbook: "https://runbooks.example.org/oom" };
    };
    const page = `/incidents/${INCIDENT_ID}`;
    const { text } = await request(openDoors(undefined, { outside }).app).get(page).set(auth);
    expect(text).toContain(
      '<a href="https://logs.example.org/?a=1&amp;b=2" rel="noopener noreferrer">Logs</a>',
    );
    expect(text).toContain(
      '<a href="https://runbooks.example.org/oom" rel="noopener noreferrer">Runbook</a>',
    );
    expect(told).toMatchObject([{ namespace: "shop", workload: "web" }]);
    const without = await request(openDoors().app).get(page).set(auth);
    expect(without.text).not.toContain("noopener");
  });

  it("marks characters that hide or reorder text", async () => {
    const { app } = openDoors(createWorld(someIncident((text) => `${text}\u202e\u200b\u0007`)));
    const answer = await request(app).get(`/approvals/${TOKEN}`);
    for (const hidden of ["\u202e", "\u200b", "\u0007"]) expect(answer.text).not.toContain(hidden);
    expect(answer.text).toContain("240Mi\ufffd\ufffd\ufffd");
  });

  it.each([...paths, "/sign-in", "/nowhere", "/metrics"])(
    "allows no script but our own file, no frame, referrer or cache on %s",
    async (path) => {
      const answer = await request(openDoors().app).get(path).set(auth);
      const policy = String(answer.headers["content-security-policy"]);
      expect(policy.split(";")).toEqual([
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ]);
      expect(answer.headers["referrer-policy"]).toBe("no-referrer");
      expect(answer.headers["cache-control"]).toBe("no-store");
      const withoutOurs = answer.text.replace('<script src="/assets/page.js" defer></script>', "");
      expect(withoutOurs).not.toMatch(/<script|style=|\son\w+=|https?:\/\//i);
    },
  );

  it("serves the style, the script and the icon that its pages name", async () => {
    const { app } = openDoors();
    const page = await request(app).get("/incidents").set(auth);
    const assets = [...page.text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path]) =>
      String(path),
    );
    expect(new Set(assets)).toEqual(new Set(["/assets/icon.svg", "/assets/page.js", "/assets/style.css"]));
    for (const path of assets) {
      const answer = await request(app).get(path);
      expect(answer.status).toBe(200);
      const again = await request(app).get(path).set("If-None-Match", String(answer.headers.etag));
      expect(again.status).toBe(304);
    }
  });

  it("says the whole story of an incident", async () => {
    const answer = await request(openDoors().app).get(`/incidents/${INCIDENT_ID}`).set(auth);
    for (const text of ["awaiting approval", "StatefulSet shop/oom-stress", "memory-limit-too-low", "93 %"]) {
      expect(answer.text).toContain(text);
    }
    for (const text of ["databases-ask-first", "the node has 6.1Gi free", "put back", "Take a heap dump"]) {
      expect(answer.text).toContain(text);
    }
    expect(answer.text).toMatch(/Researcher<\/span> asked a model for the cause/);
    expect(answer.text).toContain("900 tokens in, 80 out, cost 0.0042");
    expect(answer.text).toMatch(/class="removed">- spec.*memory: 100Mi/);
    expect(answer.text).toMatch(/class="added">\+ spec.*memory: 240Mi/);
    expect(answer.text).toContain('<time datetime="2026-11-22T10:00:00.000Z">');
  });

  it("answers an unknown incident, a malformed id and an unknown page with 404", async () => {
    const { app, world } = openDoors();
    const unknown = await request(app)
      .get(`/incidents/${INCIDENT_ID.replace("0", "1")}`)
      .set(auth);
    expect(unknown.status).toBe(404);
    const reads = world.reads;
    const malformed = await request(app)
      .get("/incidents/1'%20or%201=1")
      .set({ ...auth, Accept: "text/html" });
    expect([malformed.status, malformed.type]).toEqual([404, "text/html"]);
    expect(world.reads).toBe(reads);
    const nowhere = await request(app).get("/nowhere");
    expect([nowhere.status, nowhere.body.error.reason]).toEqual([404, "not-found"]);
    expect((await request(app).get("/incidents/%E0%A4%A")).status).toBe(400);
  });

  it("leads to the next page and keeps the filter", async () => {
    const { app, world } = openDoors();
    const answer = await request(app)
      .get("/incidents?namespace=shop&status=&cause=memory-leak&limit=1")
      .set(auth);
    expect(world.filters).toEqual([{ namespace: "shop", cause: "memory-leak", limit: 1 }]);
    expect(answer.text).toContain(`after=${INCIDENT_ID}`);
    expect(answer.text).toContain("namespace=shop&amp;");
  });
});
