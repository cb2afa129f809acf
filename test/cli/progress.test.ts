import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { withDatabase } from "../../src/cli/audit/with-database.ts";
import { writeLine } from "../../src/cli/audit/write-line.ts";
import { withProgress } from "../../src/cli/progress.ts";
import { testDatabase } from "../support/database.ts";
import { OPERATOR_TOKEN, WEBHOOK_TOKEN } from "../support/service.ts";

const CLEARED = "\r\u001b[2K";

/** A terminal, or a file. */
function stream(isTTY: boolean) {
  const said: string[] = [];
  const write = (text: string) => said.push(text) > 0;
  return { said, as: { isTTY, write } as unknown as NodeJS.WritableStream & { isTTY: boolean } };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(() => void vi.useRealTimers());

describe("what is waited for", () => {
  test("is told on a terminal after two seconds, and taken away at the end", async () => {
    const { said, as } = stream(true);
    const { promise, resolve } = Promise.withResolvers<string>();
    const waited = withProgress(as, "counting", promise);
    vi.advanceTimersByTime(1_999);
    expect(said).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(said).toEqual([expect.stringContaining(`${CLEARED}... counting (`)]);
    resolve("done");
    expect(await waited).toBe("done");
    expect(said.at(-1)).toBe(CLEARED);
    vi.advanceTimersByTime(10_000);
    expect(said).toHaveLength(2);
  });

  test("is not told to a file", async () => {
    const { said, as } = stream(false);
    const { promise, resolve } = Promise.withResolvers<void>();
    const waited = withProgress(as, "counting", promise);
    vi.advanceTimersByTime(10_000);
    resolve();
    await waited;
    expect(said).toEqual([]);
  });

  test("is taken away where the work fails", async () => {
    const { said, as } = stream(true);
    const { promise, reject } = Promise.withResolvers<void>();
    const waited = withProgress(as, "counting", promise);
    vi.advanceTimersByTime(2_000);
    reject(new Error("away"));
    await expect(waited).rejects.toThrow("away");
    expect(said.at(-1)).toBe(CLEARED);
  });

  test("is told by every command that reads the database beside the service", async () => {
    const { said, as } = stream(true);
    const database = await testDatabase();
    try {
      await withDatabase(
        { env: { DATABASE_URL: database.url, WEBHOOK_TOKEN, OPERATOR_TOKEN }, err: as },
        async (db) => {
          await db.selectFrom("incidents").select("id").execute();
          vi.advanceTimersByTime(2_000);
        },
      );
    } finally {
      await database.drop();
    }
    expect(said).toEqual([expect.stringContaining("... at work in the database"), CLEARED]);
  });

  test("makes way for a line of the answer on the same terminal", async () => {
    const [terminal, file] = [stream(true), stream(false)];
    await writeLine(terminal.as, "intact");
    await writeLine(file.as, "intact");
    expect([terminal.said, file.said]).toEqual([[`${CLEARED}intact\n`], ["intact\n"]]);
  });
});
