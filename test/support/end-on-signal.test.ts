import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const temporary = mkdtempSync(join(tmpdir(), "autofix-signal-"));
const children: ReturnType<typeof spawn>[] = [];
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(temporary, { recursive: true, force: true });
});

function started(script: string, args: string[]) {
  const child = spawn(process.execPath, [join(ROOT, script), ...args], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, TMPDIR: temporary },
  });
  children.push(child);
  const said: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => said.push(text));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, ended, said: () => said.join("") };
}

/** Processes of the database in the program's temporary folder: its working folder is that of its data. */
const databases = () =>
  readdirSync("/proc").filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(temporary);
    } catch {
      return false;
    }
  });

it("a program that is asked to end ends its database, takes away its folder and says so by its code", {
  timeout: 240_000,
}, async () => {
  const { child, ended, said } = started("test/hostile/main.ts", ["--trials", "1"]);
  while (databases().length === 0 && child.exitCode === null) await sleep(20);
  expect(said()).toBe("");
  child.kill("SIGTERM");
  expect(await ended).toBe(143);
  expect(databases()).toEqual([]);
  expect(existsSync(temporary) ? readdirSync(temporary) : []).toEqual([]);
});

it("an option that a program does not know is told with its usage", async () => {
  const { ended, said } = started("test/explore/main.ts", ["--quicker"]);
  expect(await ended).toBe(2);
  expect(said()).toMatch(/'--quicker'[\s\S]*npm run explore/);
  expect(said()).not.toContain("    at ");
});

it("every program of package.json that takes options reads them so", () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const programs = Object.values(scripts).flatMap(
    (line) => /^node ((?:test|bench)\/\S+)/.exec(line)?.[1] ?? [],
  );
  expect(programs.length).toBeGreaterThan(8);
  const others = programs.filter((file) => /\bparseArgs\(/.test(readFileSync(join(ROOT, file), "utf8")));
  expect(others).toEqual(["test/install/image/main.ts"]);
});
