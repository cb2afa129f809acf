import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createIds } from "../../src/core/ids.ts";
import type { Note } from "../../src/domain/note.ts";
import { findRunbooks, keepRunbooks } from "../../src/incidents/research/runbook-library.ts";
import { createIncidentSearch, type SearchLimits } from "../../src/incidents/research/search-ledger.ts";
import type { Passage } from "../../src/search/runbooks/parse-runbook.ts";
import type { Searched } from "../../src/search/web-search.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";

let database: TestDatabase;
let nowMs = Date.parse("2026-01-01T00:00:00Z");
const clock = { now: () => new Date(nowMs), sleep: async () => {}, wallMs: (ms: number) => ms };
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

const passage = (source: string, text: string, more: Partial<Passage> = {}): Passage => ({
  ...{ source, title: source, heading: "", text, causes: [], alerts: [] },
  ...more,
});

describe("the library of runbooks", () => {
  const find = (query: { cause?: string; alerts?: string[]; text?: string }) =>
    findRunbooks(database.db, { cause: "unknown", alerts: [], text: "", ...query }, 3);
  const sources = async (query: Parameters<typeof find>[0]) =>
    (await find(query)).map(({ source }) => source);

  beforeEach(async () => {
    await keepRunbooks(database.db, "shipped", [
      passage("memory.md", "A container is killed for memory.", { causes: ["memory-limit-too-low"] }),
      passage("memory.md", "Look at the trend of memory.", {
        heading: "Look",
        causes: ["memory-limit-too-low"],
      }),
      passage("refused.md", "Connections are refused.", { causes: ["dependency-down"], alerts: ["Down"] }),
    ]);
    await keepRunbooks(database.db, "own", [
      passage("network.md", "A connection was refused by what is called.", { title: "Network" }),
      passage("team/postgres.md", "The database refuses connections after a failover.", {
        alerts: ["PostgresDown"],
        title: "Postgres is down",
      }),
    ]);
  });

  it.each<[string, Parameters<typeof find>[0], string[]]>([
    [
      "by the cause that one is for, once, however many sections fit",
      { cause: "memory-limit-too-low" },
      ["memory.md"],
    ],
    ["by the alert that one is for", { alerts: ["PostgresDown"] }, ["team/postgres.md"]],
    [
      "by words in any form, the nearest first",
      { text: "connections are refused" },
      ["network.md", "team/postgres.md"],
    ],
    ["not at all, where nothing fits", { text: "certificate expired", alerts: ["Other"] }, []],
    ["not at all, where nothing is known", {}, []],
  ])("finds %s", async (_how, query, expected) => {
    expect(await sources(query)).toEqual(expect.arrayContaining(expected));
    expect(await sources(query)).toHaveLength(expected.length);
  });

  it("puts an own one that is for the case before those that ship, and the one for the cause before those for the alert", async () => {
    const query = { cause: "memory-limit-too-low", alerts: ["Down", "PostgresDown"] };
    expect(await sources(query)).toEqual(["team/postgres.md", "memory.md", "refused.md"]);
  });

  it("takes words of a query as words, whatever signs stand between them", async () => {
    expect(await sources({ text: "refused' | !! & <-> ) -- drop table runbooks" })).toContain("network.md");
  });

  it("finds the name of an alert that is written a little differently", async () => {
    expect(await sources({ alerts: ["PostgresIsDown"] })).toEqual(["team/postgres.md"]);
  });

  it("holds what the folder holds now", async () => {
    await keepRunbooks(database.db, "own", [passage("team/new.md", "Certificates expire.")]);
    expect(await sources({ alerts: ["PostgresDown"] })).toEqual([]);
    expect(await sources({ text: "certificate" })).toEqual(["team/new.md"]);
  });
});

describe("searches of the web", () => {
  const [ONE, OTHER] = ["0192f0c0-0000-7000-8000-000000000001", "0192f0c0-0000-7000-8000-000000000002"];
  const note: Note = { kind: "web", title: "t", source: "https://kubernetes.io/x", text: "x" };
  const found: Searched = { result: "found", notes: [note] };

  function searching(limits: Partial<SearchLimits> = {}, answer: () => Searched = () => found) {
    const asked: string[] = [];
    const search = createIncidentSearch({
      db: database.db,
      web: {
        async search(query) {
          asked.push(query);
          return answer();
        },
      },
      limits: { perIncident: 2, perHour: 3, perDay: 4, ...limits },
      clock,
      ids: createIds(clock),
    });
    const signal = new AbortController().signal;
    return {
      asked,
      ask: (incidentId: string, query: string) => search.search({ incidentId, query }, signal),
    };
  }

  it("are made once for one query, on whichever replica and for whichever incident", async () => {
    const first = searching();
    const second = searching();
    expect(await first.ask(ONE, "a b c")).toEqual(found);
    expect(await second.ask(OTHER, "a b c")).toEqual({ result: "cached", notes: [note] });
    expect(second.asked).toEqual([]);
    nowMs += 8 * 24 * 3_600_000;
    expect((await second.ask(OTHER, "a b c")).result).toBe("found");
  });

  it("keep to their limits over replicas, and have room again with time", async () => {
    const [first, second] = [searching(), searching()];
    await first.ask(ONE, "a");
    await second.ask(ONE, "b");
    expect(await first.ask(ONE, "c")).toEqual({ result: "over-budget", notes: [] });
    await first.ask(OTHER, "d");
    expect((await second.ask(OTHER, "e")).result).toBe("over-budget");
    nowMs += 3_700_000;
    expect((await second.ask(OTHER, "e")).result).toBe("found");
    nowMs += 3_700_000;
    expect((await second.ask("0192f0c0-0000-7000-8000-000000000003", "f")).result).toBe("over-budget");
    expect([...first.asked, ...second.asked]).toEqual(["a", "d", "b", "e"]);
  });

  it("that fail are not remembered, and count", async () => {
    const { asked, ask } = searching({ perIncident: 2 }, () => ({ result: "timeout", notes: [] }));
    await ask(ONE, "a");
    await ask(ONE, "a");
    expect((await ask(ONE, "a")).result).toBe("over-budget");
    expect(asked).toEqual(["a", "a"]);
  });

  it("are not made where nothing public is left to ask", async () => {
    const { asked, ask } = searching();
    expect(await ask(ONE, "")).toEqual({ result: "nothing-public", notes: [] });
    expect(asked).toEqual([]);
  });
});
