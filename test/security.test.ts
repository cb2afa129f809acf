import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { RAILS } from "./rails/rails.ts";

const ROOT = join(import.meta.dirname, "..");
const run = promisify(execFile);
/** What is there to build alone is marked so. */
const componentSchema = z.looseObject({
  purl: z.string(),
  properties: z.array(z.looseObject({ name: z.string() })).default([]),
});
const SLOW_MACHINE_MS = 120_000;

describe("SECURITY.md", () => {
  const text = readFileSync(join(ROOT, "SECURITY.md"), "utf8");
  const rows = [...text.matchAll(/^\| (.+) \| `([^`]+)` \| `(test\/[^`]+)` \|$/gm)].map(
    ([, threat = "", rail = "", file = ""]) => ({ threat, rail, file }),
  );
  const named = rows.filter(({ rail }) => !rail.includes("/"));

  test("names every rail that is taken out, with its threat and its own test, and no other", () => {
    const real = RAILS.map(({ name, threat, test: { file } }) => ({ threat, rail: name, file }));
    const byName = (a: { rail: string }, b: { rail: string }) => a.rail.localeCompare(b.rail);
    expect(named.toSorted(byName)).toEqual(real.toSorted(byName));
  });

  test.each(rows)("$rail and $file are there", ({ rail, file }) => {
    if (rail.includes("/")) expect(existsSync(join(ROOT, rail)), rail).toBe(true);
    expect(readFileSync(join(ROOT, file), "utf8")).toMatch(/\b(?:it|test)\b/);
  });
});

test(
  "the bill of materials is CycloneDX and holds whatever the service depends on",
  async () => {
    const { dependencies, scripts } = z
      .object({ dependencies: z.record(z.string(), z.string()), scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")));
    // The lockfile alone: what else lies in a developer's folder does not matter.
    const argv = [...(scripts.sbom ?? "").split(" ").slice(1), "--package-lock-only"];
    const { stdout } = await run("npm", argv, { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 });
    const bill = z
      .object({ bomFormat: z.literal("CycloneDX"), components: z.array(componentSchema) })
      .parse(JSON.parse(stdout));
    const held = new Set(
      bill.components
        .filter(({ properties }) => !properties.some(({ name }) => name === "cdx:npm:package:development"))
        .map(({ purl }) => decodeURIComponent(purl).split("?")[0]),
    );
    const wanted = Object.entries(dependencies).map(([name, version]) => `pkg:npm/${name}@${version}`);
    expect(wanted.filter((purl) => !held.has(purl))).toEqual([]);
    expect([...held].filter((purl) => purl?.startsWith("pkg:npm/vitest@"))).toEqual([]);
  },
  SLOW_MACHINE_MS,
);

describe("the audit of what runs", () => {
  const found = (high: number) =>
    JSON.stringify({ metadata: { vulnerabilities: { total: 3, high, critical: 0 } } });

  test.each([
    ["is unavailable where the registry refuses it", '{"message":"405"}', "", 0, "audit: unavailable"],
    ["is unavailable where nothing answers, in a release too", "", "--strict", 0, "audit: unavailable"],
    ["says what there is and fails nothing", found(2), "", 0, "2 of them high"],
    ["fails a release on what is high", found(2), "--strict", 1, "2 of them high"],
    ["fails no release on less", found(0), "--strict", 0, "0 of them high"],
  ])(
    "%s",
    async (_what, answer, mode, code, says) => {
      const folder = await mkdtemp(join(tmpdir(), "audit-"));
      onTestFinished(() => rm(folder, { recursive: true }));
      await writeFile(join(folder, "npm"), `#!/bin/sh\ncat <<'END'\n${answer}\nEND\nexit 1\n`);
      await chmod(join(folder, "npm"), 0o755);
      const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
      const ended = await run(join(ROOT, ".ci/audit"), mode === "" ? [] : [mode], { env }).then(
        ({ stdout }) => ({ code: 0, stdout }),
        (error: { code: number; stdout: string }) => error,
      );
      expect(ended.code).toBe(code);
      expect(ended.stdout).toContain(says);
    },
    SLOW_MACHINE_MS,
  );
});
