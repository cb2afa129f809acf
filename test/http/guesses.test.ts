import { setImmediate } from "node:timers/promises";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWrongTokens, type WrongTokens } from "../../src/database/wrong-tokens.ts";
import { callerAddress } from "../../src/http/middleware/caller-address.ts";
import { createGuesses, FORGET_MS, MOST_WRONG } from "../../src/http/middleware/guesses.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import {
  createWorld,
  depsOf,
  OPERATOR_TOKEN,
  openDoors,
  VIEWER_TOKEN,
  WEBHOOK_TOKEN,
} from "./support/doors.ts";
import { TOKEN } from "./support/incidents.ts";

const GUESSES = 10_000;
const PROXY = ["127.0.0.1", "::1"];
const from = (address: string) => ({ "X-Forwarded-For": address });

type App = ReturnType<typeof openDoors>["app"];
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

/** Each door with a guess at its token, and what the right token gets. */
const DOORS = {
  "sign-in": (app: App, token: string, address: string) =>
    request(app).post("/sign-in").set(from(address)).type("form").send({ token }),
  api: (app: App, token: string, address: string) =>
    request(app)
      .get("/api/v1/incidents")
      .set({ ...from(address), ...bearer(token) }),
  webhook: (app: App, token: string, address: string) =>
    request(app)
      .post("/webhooks/alertmanager")
      .set({ ...from(address), ...bearer(token) })
      .send({}),
  "approval link": (app: App, token: string, address: string) =>
    request(app).get(`/approvals/${token}`).set(from(address)),
};

describe("guesses at a token", () => {
  it.each([
    ["sign-in", OPERATOR_TOKEN, 429, 303],
    ["sign-in", VIEWER_TOKEN, 429, 303],
    ["api", OPERATOR_TOKEN, 429, 200],
    ["webhook", WEBHOOK_TOKEN, 503, 400],
    ["approval link", TOKEN, 429, 200],
  ] as const)(
    "at the %s are bounded by address, the right one with them",
    async (door, right, limited, welcome) => {
      const { app, world } = openDoors(createWorld(), { trustedProxies: PROXY });
      const ask = DOORS[door];
      for (let guess = 0; guess < MOST_WRONG; guess += 1) {
        expect((await ask(app, `guess-number-${guess}-of-many`, "203.0.113.7")).status).toBeOneOf([401, 404]);
      }
      const answer = await ask(app, right, "203.0.113.7");
      expect(answer.status).toBe(limited);
      expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
      expect((await ask(app, right, "203.0.113.8")).status).toBe(welcome);
      world.now = new Date(world.now.getTime() + FORGET_MS);
      expect((await ask(app, right, "203.0.113.7")).status).toBe(welcome);
    },
  );

  it(`${GUESSES} of them are counted, and all but a few are not looked at`, async () => {
    const { deps } = openDoors();
    const guesses = createGuesses(deps);
    let looked = 0;
    for (let guess = 0; guess < GUESSES; guess += 1) {
      try {
        guesses.begin({ ip: "203.0.113.7" } as never, "operator").wrong();
        looked += 1;
      } catch {}
    }
    expect(looked).toBe(MOST_WRONG);
    const text = await deps.metrics.registry.metrics();
    expect(text).toContain(`kube_autofix_wrong_tokens_total{door="operator",result="wrong"} ${MOST_WRONG}`);
    expect(text).toContain(
      `kube_autofix_wrong_tokens_total{door="operator",result="limited"} ${GUESSES - MOST_WRONG}`,
    );
  });

  it("hold nobody back who gives no token, or who is signed in", async () => {
    const { app } = openDoors();
    const cookie = String(
      (await request(app).post("/sign-in").type("form").send({ token: OPERATOR_TOKEN })).headers[
        "set-cookie"
      ]?.[0],
    ).split(";")[0];
    for (let visit = 0; visit < MOST_WRONG + 5; visit += 1) await request(app).get("/incidents");
    for (let guess = 0; guess < MOST_WRONG; guess += 1) await DOORS.api(app, "wrong", "198.51.100.1");
    expect((await request(app).get("/incidents").set("Cookie", String(cookie))).status).toBe(200);
    expect((await request(app).get("/incidents")).status).toBe(401);
  });

  it("are told apart by X-Forwarded-For only where a proxy is configured", async () => {
    const { app } = openDoors();
    for (let guess = 0; guess < MOST_WRONG; guess += 1) await DOORS.api(app, "wrong", `203.0.113.${guess}`);
    expect((await DOORS.api(app, OPERATOR_TOKEN, "203.0.113.200")).status).toBe(429);
  });

  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::9", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002:ffff::1", "2001:db8:1:2::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    [undefined, "unknown"],
  ])("from %s count for %s", (ip, address) => {
    expect(callerAddress({ ip })).toBe(address);
  });

  it("are remembered of so many addresses and no more", () => {
    const deps = depsOf(createWorld());
    const guesses = createGuesses(deps);
    const wrongFrom = (ip: string) => guesses.begin({ ip } as never, "webhook").wrong();
    for (let guess = 0; guess < MOST_WRONG; guess += 1) wrongFrom("203.0.113.7");
    expect(() => wrongFrom("203.0.113.7")).toThrow("Too many");
    for (let other = 0; other < 10_000; other += 1) wrongFrom(`10.1.${other >> 8}.${other & 255}`);
    // Forgotten, for others came since: memory is bounded, and whoever has so many addresses needs no second try.
    expect(() => wrongFrom("203.0.113.7")).not.toThrow();
  });

  describe("over several replicas", () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await testDatabase();
    });
    afterAll(() => database.drop());

    /** Replicas that share a database; a guess at one of them is over when it was told to the others. */
    const replicasOf = (count: number, world = createWorld()) => {
      const shared = createWrongTokens(database.db, { forgetMs: FORGET_MS });
      return Array.from({ length: count }, () => {
        let told: Promise<unknown> = Promise.resolve();
        const wrongTokens: WrongTokens = {
          add(caller, now) {
            const answer = shared.add(caller, now);
            told = answer;
            return answer;
          },
        };
        const guesses = createGuesses({ ...depsOf(world), wrongTokens });
        return async (ip: string): Promise<"looked" | "limited"> => {
          try {
            guesses.begin({ ip } as never, "operator").wrong();
          } catch {
            return "limited";
          }
          await told;
          return "looked";
        };
      });
    };
    const lookedAt = (answers: string[]) => answers.filter((one) => one === "looked").length;

    it("are bounded for all of them together, from the first and in the long run", async () => {
      const world = createWorld();
      const replicas = replicasOf(3, world);
      const round = async () => {
        const answers: string[] = [];
        for (const guess of replicas) answers.push(await guess("203.0.113.7"));
        return lookedAt(answers);
      };
      let looked = 0;
      for (let guess = 0; guess < 100; guess += 1) looked += await round();
      expect(looked).toBeLessThanOrEqual(MOST_WRONG + replicas.length - 1);
      expect(looked).toBeGreaterThanOrEqual(MOST_WRONG);
      let later = 0;
      for (let step = 0; step < 60; step += 1) {
        world.now = new Date(world.now.getTime() + FORGET_MS);
        later += await round();
      }
      expect(later).toBeLessThanOrEqual(60 + replicas.length);
      expect(later).toBeGreaterThan(30);
    });

    it("a replica that starts anew learns of them with the first", async () => {
      const world = createWorld();
      const [guess] = replicasOf(1, world);
      for (let wrong = 0; wrong < MOST_WRONG; wrong += 1) await guess?.("203.0.113.9");
      const [another] = replicasOf(1, world);
      expect(await another?.("203.0.113.9")).toBe("looked");
      expect(await another?.("203.0.113.9")).toBe("limited");
      expect(await another?.("203.0.113.10")).toBe("looked");
    });

    it("are counted by each alone while the database is away", async () => {
      const away: WrongTokens = { add: () => Promise.reject(new Error("away")) };
      const guesses = createGuesses({ ...depsOf(createWorld()), wrongTokens: away });
      const guess = () => guesses.begin({ ip: "203.0.113.7" } as never, "operator").wrong();
      for (let wrong = 0; wrong < MOST_WRONG; wrong += 1) {
        guess();
        await setImmediate();
      }
      expect(guess).toThrow("Too many");
    });

    it("take few of the database's connections, however many come at once", async () => {
      let most = 0;
      let now = 0;
      const slow: WrongTokens = {
        async add() {
          now += 1;
          most = Math.max(most, now);
          await setImmediate();
          now -= 1;
          return 1;
        },
      };
      const guesses = createGuesses({ ...depsOf(createWorld()), wrongTokens: slow });
      for (let other = 0; other < 500; other += 1)
        guesses.begin({ ip: `10.0.${other >> 8}.${other & 255}` } as never, "operator").wrong();
      expect(most).toBeLessThanOrEqual(4);
    });

    it("are forgotten with time, and the rows with them", async () => {
      const shared = createWrongTokens(database.db, { forgetMs: FORGET_MS });
      const start = new Date("2026-11-22T10:00:00Z");
      const later = (count: number) => new Date(start.getTime() + count * FORGET_MS);
      for (let wrong = 1; wrong <= 3; wrong += 1) expect(await shared.add("a door", start)).toBe(wrong);
      expect(await shared.add("a door", later(2))).toBe(2);
      // Of a replica whose clock is behind.
      expect(await shared.add("a door", start)).toBe(3);
      await shared.add("another", later(1_000));
      const rows = await database.db.selectFrom("wrong_tokens").select("caller").execute();
      expect(rows).toEqual([{ caller: "another" }]);
    });
  });
});
