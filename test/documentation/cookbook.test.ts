import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../cli/support/run-cli.ts";

const COOKBOOK = readFileSync(fileURLToPath(new URL("../../docs/cookbook.md", import.meta.url)), "utf8");
const HEAD = "apiVersion: kube-autofix.io/v1\nkind: Policy\n";

/** A section with its policy and its cases. */
const RECIPES = COOKBOOK.split(/^## /m)
  .slice(1)
  .map((section) => {
    const [policy = "", cases = "", ...more] = [...section.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(
      ([, block = ""]) => block,
    );
    return { title: section.split("\n")[0] ?? "", policy, cases, more };
  });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cookbook-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("there are twenty and more, numbered in order", () => {
  expect(RECIPES.length).toBeGreaterThanOrEqual(20);
  expect(RECIPES.map(({ title }) => Number.parseInt(title, 10))).toEqual(
    RECIPES.map((_, index) => index + 1),
  );
});

describe.each(RECIPES)("$title", ({ title, policy, cases, more }) => {
  test("can be used as it stands, and decides its cases as it says", async () => {
    expect(more).toEqual([]);
    const name = Number.parseInt(title, 10);
    const [path, casesPath] = [join(folder, `${name}.yaml`), join(folder, `${name}.cases.yaml`)];
    await writeFile(path, HEAD + policy);
    await writeFile(casesPath, cases);
    const checked = await runCli(["policy", "check", path], {});
    expect(checked).toMatchObject({ code: 0 });
    expect(checked.out).not.toContain("note:");
    const { code, out } = await runCli(["policy", "test", path, casesPath], {});
    expect(out).not.toMatch(/FAIL|no case reaches/);
    expect(code, out).toBe(0);
  });
});
