import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { generatedDocuments } from "../docs/generate.ts";
import { signatures } from "../src/diagnosis/signatures/catalogue.ts";
import { CAUSE_NAMES } from "../src/domain/cause.ts";
import { OPERATIONS } from "../src/http/openapi/document.ts";
import { blocksOf, headingsOf, linksOf } from "./documentation/support/markdown.ts";
import { openDoors } from "./http/support/doors.ts";
import { routesOf } from "./http/support/routes-of.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const DOCUMENTS = [
  "README.md",
  "SECURITY.md",
  "README.zh-CN.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  ...globSync("docs/**/*.md", { cwd: ROOT }),
];
const RECORDS = globSync("docs/adr/*.md", { cwd: ROOT }).sort();

test("the README shows the two commands", () => {
  const lines = read("README.md").split("\n");
  expect(lines).toContain("npm ci && npm run demo");
  expect(lines).toContain("npm ci && npm test");
});

describe.each(DOCUMENTS)("%s", (path) => {
  test("names only npm scripts that exist", () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(read("package.json")));
    const named = [...read(path).matchAll(/\bnpm (?:run ([a-z]+)|(start|test)\b)/g)].map(
      ([, a, b]) => a ?? b,
    );
    expect(named.filter((name) => name === undefined || !(name in scripts))).toEqual([]);
  });

  test("links only to files that exist", () => {
    const targets = [...read(path).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target = ""]) => target);
    expect(targets.filter((target) => !existsSync(join(ROOT, dirname(path), target)))).toEqual([]);
  });

  test("names only folders and files of src/ that exist", () => {
    const named = [...read(path).matchAll(/`((?:src|test)\/[\w./-]+)`/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => !name.includes("NAME") && !existsSync(join(ROOT, name)))).toEqual([]);
  });

  test("names only settings that are read", () => {
    const settings = [...read(path).matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=[^`]*)?`/g)].map(
      ([, name = ""]) => name,
    );
    const known = ["environment", "blast-radius-variables", "retention-variables", "tracing-variables"]
      .map((name) => read(`src/config/${name}.ts`))
      .join();
    expect(settings.filter((name) => name !== "LANGUAGES" && !known.includes(`${name}:`))).toEqual([]);
  });
});

describe("a document that derives from the code", async () => {
  const documents = await generatedDocuments();
  test.each(Object.keys(documents))("docs/%s is what `npm run docs` makes", (path) => {
    expect(read(join("docs", path))).toBe(documents[path]);
  });
});

test("the index of the documentation names every page", () => {
  const pages = globSync("*.md", { cwd: join(ROOT, "docs") }).filter((name) => name !== "README.md");
  expect(pages.filter((name) => !read("docs/README.md").includes(`](${name})`))).toEqual([]);
});

// Here, since whoever adds a route runs this first.
test("the API's document tells of every route that there is, and of no other", () => {
  const told = OPERATIONS.map(({ method, path }) => `${method} ${path}`).sort();
  expect(told).toEqual(routesOf(openDoors().app, ["/api/v1"]));
  expect(new Set(OPERATIONS.map(({ id }) => id)).size).toBe(OPERATIONS.length);
});

test("what signatures say of causes rests on evidence, and names causes that there are", () => {
  for (const { name, explains = [] } of signatures)
    for (const { cause, evidence } of explains) {
      expect(evidence, `${name} on ${cause}`).not.toEqual([]);
      expect(CAUSE_NAMES, name).toContain(cause);
    }
});

describe.each(RECORDS)("%s", (path) => {
  test("is a decision of under 40 lines with context, decision and consequences", () => {
    const text = read(path);
    expect(text.trimEnd().split("\n").length).toBeLessThan(40);
    expect([...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual([
      "Context",
      "Decision",
      "Consequences",
    ]);
    const number = Number(path.split("/").at(-1)?.slice(0, 4));
    expect(text).toMatch(new RegExp(`^# ${number}\\. `));
  });
});

test("decisions are numbered without a gap", () => {
  const numbers = RECORDS.map((path) => Number(path.split("/").at(-1)?.slice(0, 4)));
  expect(numbers).toEqual(numbers.map((_number, index) => index + 1));
});

describe("README.zh-CN.md", () => {
  const english = read("README.md");
  const chinese = read("README.zh-CN.md");
  const levels = (text: string) => headingsOf(text).map(({ level }) => level);
  /** Each names the other. */
  const links = (text: string) =>
    linksOf(text)
      .map((link) => link.replace("README.zh-CN.md", "README.md"))
      .sort();
  const code = (text: string) =>
    [...text.replaceAll(/^```[\s\S]*?^```/gm, "").matchAll(/`([^`\n]+)`/g)]
      .map(([, words = ""]) => words)
      .sort();

  test("has the headings, commands, links and names of README.md", () => {
    expect(levels(chinese)).toEqual(levels(english));
    expect(blocksOf(chinese, "sh")).toEqual(blocksOf(english, "sh"));
    expect(blocksOf(chinese, "mermaid")).toEqual(blocksOf(english, "mermaid"));
    expect(links(chinese)).toEqual(links(english));
    expect(code(chinese)).toEqual(code(english));
  });

  test("each section is told in Chinese, at a length like that of the English one", () => {
    const [ours, theirs] = [chinese, english].map((text) => text.split(/^## /m).slice(1));
    for (const [index, section = ""] of (ours ?? []).entries()) {
      const characters = section.match(/\p{Script=Han}/gu)?.length ?? 0;
      const words =
        (theirs?.[index] ?? "").replaceAll(/```[\s\S]*?```|\([^)]*\)/g, "").match(/[A-Za-z]+/g)?.length ?? 0;
      expect(characters, section.split("\n")[0]).toBeGreaterThan(words / 2);
    }
  });
});

test("every line of the changelog says what kind of change it is", () => {
  const lines = read("CHANGELOG.md")
    .split("\n")
    .filter((line) => line.startsWith("- "));
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.filter((line) => !/^- \[(CHANGE|FEATURE|ENHANCEMENT|BUGFIX|SECURITY)\] /.test(line))).toEqual(
    [],
  );
});
