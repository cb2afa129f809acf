import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadRunbooks } from "../../src/agents/research/load-runbooks.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { findRunbooks } from "../../src/incidents/research/runbook-library.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";

let database: TestDatabase;
let folder = "";
let nowMs = 0;
const clock = { now: () => new Date(nowMs), sleep: async () => {}, wallMs: (ms: number) => ms };
beforeEach(async () => {
  database = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), "runbooks-"));
});
afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const load = () => loadRunbooks({ db: database.db, folder, clock, logger: silentLogger });
const found = async (cause: string) => {
  const passages = await findRunbooks(database.db, { cause, alerts: ["Own"], text: "" }, 9);
  return passages.map(({ source, text }) => `${source}: ${text.split("\n")[0]}`);
};
const own = async () => (await found("-")).filter((one) => !one.startsWith("docs/"));
const runbook = (text: string) => `---\nalerts: Own\n---\n${text}\n`;

describe("runbooks", () => {
  it("that ship are in the library, each where the project has it", async () => {
    await load();
    expect(await found("bad-release")).toEqual([expect.stringMatching(/^docs\/runbooks\/release\.md: /)]);
  });

  it("of the operator's folder are read again when they change, at most once a minute", async () => {
    await writeFile(join(folder, "a.md"), runbook("first"));
    const { refresh } = await load();
    expect(await own()).toEqual(["a.md: first"]);
    await writeFile(join(folder, "a.md"), runbook("the second"));
    await writeFile(join(folder, "b.md"), runbook("new"));
    nowMs += 59_000;
    await refresh();
    expect(await own()).toEqual(["a.md: first"]);
    nowMs += 1_000;
    await refresh();
    expect(await own()).toEqual(["a.md: the second", "b.md: new"]);
    await rm(join(folder, "a.md"));
    nowMs += 60_000;
    await refresh();
    expect(await own()).toEqual(["b.md: new"]);
  });

  it("of a mounted ConfigMap are read again after the kubelet led its link elsewhere", async () => {
    // What the kubelet makes: NAME -> ..data/NAME, ..data -> ..TIME; an update is one rename of ..data.
    const publish = async (time: string, text: string) => {
      await mkdir(join(folder, `..${time}`));
      await writeFile(join(folder, `..${time}`, "a.md"), runbook(text));
      await symlink(`..${time}`, join(folder, "..data_tmp"));
      await rename(join(folder, "..data_tmp"), join(folder, "..data"));
    };
    await publish("1", "one");
    await symlink(join("..data", "a.md"), join(folder, "a.md"));
    const { refresh } = await load();
    expect(await own()).toEqual(["a.md: one"]);
    await publish("2", "two");
    nowMs += 60_000;
    await refresh();
    expect(await own()).toEqual(["a.md: two"]);
  });

  it("are not read again while nothing changed: what stands in the library stays as it is", async () => {
    await writeFile(join(folder, "a.md"), runbook("first"));
    const { refresh } = await load();
    await database.db.deleteFrom("runbooks").where("library", "=", "own").execute();
    nowMs += 60_000;
    await refresh();
    expect(await own()).toEqual([]);
  });

  it("are kept while their folder cannot be read, and taken in when it is back", async () => {
    await writeFile(join(folder, "a.md"), runbook("first"));
    const { refresh } = await load();
    await rename(folder, `${folder}-away`);
    nowMs += 60_000;
    await refresh();
    expect(await own()).toEqual(["a.md: first"]);
    await rename(`${folder}-away`, folder);
    await writeFile(join(folder, "b.md"), runbook("new"));
    nowMs += 60_000;
    await refresh();
    expect(await own()).toEqual(["a.md: first", "b.md: new"]);
  });
});
