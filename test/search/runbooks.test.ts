import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLogger } from "../../src/core/logger.ts";
import { pageText } from "../../src/search/runbooks/page-text.ts";
import { parseRunbook } from "../../src/search/runbooks/parse-runbook.ts";
import { readRunbooks } from "../../src/search/runbooks/read-runbooks.ts";

describe("a runbook", () => {
  const markdown = [
    "---",
    "causes: [memory-limit-too-low]",
    "alerts: KubePodOOMKilled",
    "---",
    "# Memory",
    "When it is killed.",
    "## Look",
    "```sh",
    "## no heading",
    "kubectl top pod",
    "```",
    "## Empty",
    "## Mend ##",
    "Raise it.",
  ].join("\n");

  it("is cut at its headings, and what stands in a fence is none", () => {
    const about = {
      source: "a/memory.md",
      title: "Memory",
      causes: ["memory-limit-too-low"],
      alerts: ["KubePodOOMKilled"],
    };
    expect(parseRunbook(markdown, "a/memory.md")).toEqual([
      { ...about, heading: "", text: "When it is killed." },
      { ...about, heading: "Look", text: "```sh\n## no heading\nkubectl top pod\n```" },
      { ...about, heading: "Mend", text: "Raise it." },
    ]);
  });

  it.each([
    ["no front matter", "plain text", "plain text"],
    ["front matter that is no YAML", "---\n: : [\n---\ntext", "text"],
    ["front matter that never ends", "---\ntext", "---\ntext"],
    ["anchors that refer to each other", "---\na: &a [*a]\n---\ntext", "text"],
  ])("with %s is read all the same", (_what, text, expected) => {
    expect(parseRunbook(text, "x.md")).toEqual([
      { source: "x.md", title: "x", heading: "", text: expected, causes: [], alerts: [] },
    ]);
  });

  it("keeps no secret and nothing that cannot be seen", () => {
    const [passage] = parseRunbook("token: ghp_0123456789abcdef0123\u202e", "x.md");
    expect(passage?.text).toBe("token: [redacted]");
  });
});

describe("a folder of runbooks", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "runbooks-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("gives what can be read: hidden, large and other files are left out, as is a link that leads nowhere", async () => {
    await mkdir(join(folder, "team"));
    await mkdir(join(folder, "..2026_11_27"));
    await writeFile(join(folder, "..2026_11_27", "copy.md"), "copy");
    await writeFile(join(folder, "team", "one.md"), "one");
    await symlink(join(folder, "..2026_11_27", "copy.md"), join(folder, "mounted.md"));
    await symlink(join(folder, "nowhere"), join(folder, "broken.md"));
    await writeFile(join(folder, "large.md"), "x".repeat(300_000));
    await writeFile(join(folder, "notes.txt"), "no");
    const found = await readRunbooks(folder, createLogger({ level: "silent" }));
    expect(found.map(({ source, text }) => [source, text])).toEqual([
      ["mounted.md", "copy"],
      ["team/one.md", "one"],
    ]);
  });

  it("that is not there is an error", async () => {
    await expect(readRunbooks(join(folder, "no"), createLogger({ level: "silent" }))).rejects.toThrow(
      "ENOENT",
    );
  });
});

it("a page is its words: no script, no style, no address of a link", () => {
  const html =
    '<head><title>t</title></head><h2>Look</h2><p>a &lt;b&gt; <a href="https://evil.example">c</a></p><script>alert(1)</script><style>p{}</style><p onclick="x()">d</p>';
  expect(pageText(html)).toBe("## Look\n\na <b> c\nd");
});
