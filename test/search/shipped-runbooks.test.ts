import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ALERT_NAMES } from "../../src/alerts/data/alert-names.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { CAUSE_NAMES, CAUSES } from "../../src/domain/cause.ts";
import { parseRunbook } from "../../src/search/runbooks/parse-runbook.ts";
import { readRunbooks } from "../../src/search/runbooks/read-runbooks.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const FOLDER = join(ROOT, "docs", "runbooks");
const read = (...path: string[]) => readFile(join(ROOT, ...path), "utf8");

const files = (await readdir(FOLDER)).toSorted();
const passages = await readRunbooks(FOLDER, silentLogger);
const byFile = new Map(passages.map((one) => [one.source, one]));

describe("the runbooks that ship", () => {
  it("name each cause exactly once, and no other", () => {
    const named = [...byFile.values()].flatMap(({ causes }) => causes);
    expect(named.toSorted()).toEqual([...CAUSE_NAMES].toSorted());
  });

  it("are one a family", () => {
    for (const [source, { causes }] of byFile)
      for (const cause of causes)
        expect(`${CAUSES[cause as keyof typeof CAUSES].family}.md`, cause).toBe(source);
  });

  it("name alerts that the service knows, each in one runbook but where an alert has its own", () => {
    const named = [...byFile.values()].flatMap(({ alerts }) => alerts);
    expect(named.filter((name) => !ALERT_NAMES.has(name))).toEqual([]);
    expect(named.length).toBe(new Set(named).size);
  });

  it.each(files)("%s is read whole: short, with every section that a person looks for", async (file) => {
    const text = await read("docs", "runbooks", file);
    expect(text.trimEnd().split("\n").length).toBeLessThan(60);
    const sections = parseRunbook(text, file);
    expect(sections[0]).toMatchObject({ title: expect.stringMatching(/^[A-Z]/) });
    const headings = ["What kube-autofix does", "When it is yours"];
    if (byFile.get(file)?.causes.length) headings.push("What it is", "How to see it", "How to prevent it");
    expect(sections.map(({ heading }) => heading)).toEqual(expect.arrayContaining(headings));
    expect(sections.some((one) => one.text.includes("[redacted]"))).toBe(false);
  });

  it.each(files)("%s gives commands that only read", async (file) => {
    const text = await read("docs", "runbooks", file);
    const fenced = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, lines = ""]) =>
      lines.trim().split("\n"),
    );
    const inline = [...text.matchAll(/`(kubectl [^`\n]+)`/g)].map(([, command = ""]) => command);
    const commands = [...fenced, ...inline];
    expect(fenced.length).toBeGreaterThan(0);
    const reads =
      /^kubectl (?:-n [A-Za-z-]+ )?(?:get|describe|logs|top|auth can-i|rollout (?:history|status))\b/;
    expect(commands.filter((command) => !reads.test(command))).toEqual([]);
  });

  it("are where a build looks for them, in the package and in the image", async () => {
    const { files: packed } = JSON.parse(await read("package.json")) as { files: string[] };
    expect(packed).toEqual(expect.arrayContaining(["dist", "docs/runbooks"]));
    expect(await read("Dockerfile")).toContain("\nCOPY docs/runbooks docs/runbooks\n");
    expect(await read(".dockerignore")).toContain("\n!docs/runbooks\n");
  });
});
