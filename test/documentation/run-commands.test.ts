import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { helm, isHelmThere } from "../chart/support/helm.ts";
import { runCli } from "../cli/support/run-cli.ts";
import { blocksOf } from "./support/markdown.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const DOCUMENTS = [...globSync("README*.md", { cwd: ROOT }), ...globSync("docs/*.md", { cwd: ROOT })].sort();

/** Each line that a reader would run, once; a line that ends in a backslash goes on in the next one. */
const LINES = [
  ...new Set(
    DOCUMENTS.flatMap((path) => blocksOf(readFileSync(join(ROOT, path), "utf8"), "sh"))
      .flatMap((block) => block.replaceAll("\\\n", " ").split("\n"))
      .map((line) => line.trim()),
  ),
];
const after = (pattern: RegExp) => LINES.flatMap((line) => pattern.exec(line)?.[1] ?? []);

/** As a shell would hand them over. */
function wordsOf(line: string): string[] {
  const [, ...words] = execFileSync("bash", ["-c", `printf '%s\\0' "" ${line}`], { encoding: "utf8" }).split(
    "\0",
  );
  return words.slice(0, -1);
}

const EXAMPLES: Readonly<Record<string, string>> = {
  INCIDENT: "01900000-0000-7000-8000-000000000001",
  DIGEST: "0123456789ab",
};
// What is on the path as kubectl-autofix has the incidents' verbs.
const COMMANDS = [
  ...after(/^(?:kubectl exec .* -- )?kube-autofix (.*)/),
  ...after(/^docker run --rm \S+ (.*)/),
  ...after(/^kubectl autofix (.*)/).map((line) => `incidents ${line}`),
];
const INSTALLATIONS = after(/^helm ((?:install|upgrade) .*)/).filter((line) => !line.includes("values.yaml"));

test("the lines of the documents were found", () => {
  expect(COMMANDS.length).toBeGreaterThan(10);
  expect(INSTALLATIONS.length).toBeGreaterThan(3);
});

// Nothing is reached with such a port, and words come before settings: 2 alone is the answer to words that are not understood.
describe("kube-autofix understands", () => {
  test.each(COMMANDS)("%s", async (line) => {
    const words = wordsOf(line).map((word) => EXAMPLES[word] ?? word);
    const { code, err } = await runCli(words, { PORT: "many", DATA_DIR: "/nowhere/of-the-test" });
    expect(code < 2 || err.includes("PORT must be a whole number"), err).toBe(true);
  });

  test("not just anything", async () => {
    const { code } = await runCli(["incidents", "pause", "--hours", "2"], { PORT: "many" });
    expect(code).toBe(2);
  });
});

describe.runIf(isHelmThere)("the chart takes", () => {
  test.each(INSTALLATIONS)("helm %s", async (line) => {
    const [, name = "", chart = "", ...words] = wordsOf(line);
    const settings = words.flatMap((word, at) => (word === "--set" ? ["--set", words[at + 1] ?? ""] : []));
    const { code, err } = await helm([
      "template",
      name,
      join(ROOT, chart),
      "--kube-version",
      "1.34.0",
      ...settings,
    ]);
    expect(code, err).toBe(0);
  });
});
