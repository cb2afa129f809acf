import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { anchorsOf, linksOf } from "./support/markdown.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const DOCUMENTS = [...globSync("*.md", { cwd: ROOT }), ...globSync("docs/**/*.md", { cwd: ROOT })].sort();
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

/** Where a link of a document leads within the repository, with the heading that it names; undefined for the web. */
function targetOf(path: string, link: string): { file: string; anchor: string } | undefined {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [file = "", anchor = ""] = link.split("#");
  return { file: file === "" ? path : relative(ROOT, join(ROOT, dirname(path), file)), anchor };
}

describe.each(DOCUMENTS)("%s", (path) => {
  test("leads to files and headings that there are", () => {
    const lost = linksOf(read(path)).filter((link) => {
      const target = targetOf(path, link);
      if (target === undefined) return false;
      if (!existsSync(join(ROOT, target.file))) return true;
      return target.anchor !== "" && !anchorsOf(read(target.file)).includes(target.anchor);
    });
    expect(lost).toEqual([]);
  });

  test("names the web by https", () => {
    const plain = linksOf(read(path)).filter(
      (link) => /^[a-z]+:/.test(link) && !/^(https|mailto):/.test(link),
    );
    expect(plain).toEqual([]);
  });
});

describe("what finds lost links", () => {
  test.each([
    ["## Wire a real Alertmanager", "wire-a-real-alertmanager"],
    ["## 2. Cluster, `kind`", "2-cluster-kind"],
    ["### 在 kind 上", "在-kind-上"],
  ])("knows the anchor of %s", (heading, anchor) => {
    expect(anchorsOf(`text\n${heading}\n`)).toEqual([anchor]);
  });

  test("passes over what only looks like one, and numbers headings of the same words", () => {
    expect(linksOf("```sh\n[a](b)\n```\n`[c](d)` [e](f.md#g)")).toEqual(["f.md#g"]);
    expect(anchorsOf("# A\n```\n# no heading\n```\n# A\n")).toEqual(["a", "a-1"]);
  });
});
