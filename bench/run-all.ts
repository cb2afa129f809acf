import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { BenchResult, Row } from "./measure.ts";

/**
 * Each bench in a process of its own, one after another, so that none meets what another left; prints the tables as they
 * come, then all rows as one line. One that fails is named, and the others go on. Returns the exit code.
 */
export async function runAll(names: readonly string[], args: readonly string[]): Promise<number> {
  const rows: Row[] = [];
  const failed: string[] = [];
  for (const name of names) {
    process.stdout.write(`## npm run bench -- ${name}\n\n`);
    const output = await outputOf(args.map((arg) => (arg === "all" ? name : arg)));
    const lines = output?.trimEnd().split("\n") ?? [];
    const last = lines.pop();
    if (last === undefined) {
      failed.push(name);
      process.stdout.write("failed\n\n");
      continue;
    }
    process.stdout.write(`${lines.join("\n").trimEnd()}\n\n`);
    const result = JSON.parse(last) as BenchResult;
    rows.push(...result.rows.map((row) => ({ ...row, case: `${name}: ${row.case}` })));
  }
  if (failed.length > 0) process.stderr.write(`failed: ${failed.join(", ")}\n`);
  process.stdout.write(`${JSON.stringify({ name: "all", rows })}\n`);
  return failed.length === 0 ? 0 : 1;
}

/** Undefined where it failed; what it says beside its output goes to ours. */
async function outputOf(args: readonly string[]): Promise<string | undefined> {
  const script = fileURLToPath(new URL("main.ts", import.meta.url));
  const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const output = await text(child.stdout);
  return (await ended) === 0 ? output : undefined;
}
