import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { z } from "zod";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const page = read("docs/annotations.md");
const sources = globSync(["src/**/*.ts", "charts/kube-autofix/templates/**"], {
  cwd: ROOT,
  withFileTypes: true,
})
  .filter((entry) => entry.isFile())
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
const found = (pattern: RegExp) =>
  new Set(sources.flatMap((text) => [...text.matchAll(pattern)].map(([, name = ""]) => name)));
const named = (pattern: RegExp) => new Set([...page.matchAll(pattern)].map(([, name = ""]) => name));

/** `v1` is the version of the policy file; the others are labels of suspects, which no object ever has. */
const NO_MARKS = new Set(["v1", "deleted-at", "cgroup-oom-at"]);

test("the page of marks has each that is read or left, and no other", () => {
  const marks = found(/[^.\w]kube-autofix\.io\/([a-z][a-z0-9-]*)/g).difference(NO_MARKS);
  expect(marks.size).toBeGreaterThan(4);
  expect(named(/^\| `kube-autofix\.io\/([a-z0-9-]+)`/gm)).toEqual(marks);
});

test("it has each reason of an Event, and no other", () => {
  expect(named(/^\| `(Autofix\w+)`/gm)).toEqual(found(/reason: "(Autofix\w+)"/g));
});

test("what the package puts on the path can be run", () => {
  const { bin } = z.object({ bin: z.record(z.string(), z.string()) }).parse(JSON.parse(read("package.json")));
  expect(Object.keys(bin)).toEqual(["kube-autofix", "kubectl-autofix"]);
  for (const path of Object.values(bin))
    expect(read(path.replace("dist/", "src/").replace(/\.js$/, ".ts"))).toMatch(/^#!\/usr\/bin\/env node\n/);
});
