import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readStandings, recordLesson } from "../../src/incidents/experience/lesson-rows.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";

const NOW = new Date("2026-11-22T12:00:00Z");
const TARGET = { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "web" };
const ASKED = { cluster: "c", target: TARGET, cause: "memory-limit-too-low", shape: "s" } as const;

describe("lessons", () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(() => database.drop());

  const learn = (origin: string, more: object = {}) =>
    recordLesson(database.db, {
      origin,
      cluster: "c",
      namespace: "shop",
      workload: "apps/Deployment/shop/web",
      cause: "memory-limit-too-low",
      action: "SetMemoryLimit",
      shape: "s",
      result: "verified",
      proof: "full",
      at: NOW,
      ...more,
    });
  const counts = async (asked: object = {}) => {
    const standings = await readStandings(database.db, { ...ASKED, ...asked }, NOW);
    const standing = standings.get("SetMemoryLimit");
    return (
      standing &&
      [standing.here, standing.namespace, standing.cluster].map((one) => `${one.held}/${one.tried}`)
    );
  };

  it("count each try once, however often it is told", async () => {
    await Promise.all([learn("attempt/1"), learn("attempt/1"), learn("attempt/1")]);
    expect(await counts()).toEqual(["1/1", "1/1", "1/1"]);
  });

  it("take the later end of a try in place of the earlier, and never the earlier in place of the later", async () => {
    await learn("attempt/1");
    await learn("attempt/1", { result: "recurred", at: new Date(NOW.getTime() + 1000) });
    expect(await counts()).toEqual(["0/1", "0/1", "0/1"]);
    await learn("attempt/1");
    expect(await counts()).toEqual(["0/1", "0/1", "0/1"]);
  });

  it("tell here from the namespace and from elsewhere", async () => {
    await learn("attempt/1");
    await learn("attempt/2", { workload: "apps/Deployment/shop/other" });
    await learn("attempt/3", { namespace: "bank", workload: "apps/Deployment/bank/web", result: "kept" });
    await learn("attempt/4", { cluster: "other" });
    expect(await counts()).toEqual(["1/1", "2/2", "3/4"]);
  });

  it("speak of their own cause and shape alone", async () => {
    await learn("attempt/1");
    expect(await counts({ cause: "memory-leak" })).toBeUndefined();
    expect(await counts({ shape: "another" })).toBeUndefined();
  });
});
