import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { editsOf, RAILS } from "./data/rails.ts";

const ROOT = join(import.meta.dirname, "../..");
const COPIED = [
  "src",
  "charts",
  "test/hostile",
  "test/scenarios",
  "test/support",
  "docs/runbooks",
  "package.json",
];

const list = z.array(z.string());
const totalsSchema = z.object({ writes: list, secrets: list, alive: list, unmended: list });

export interface TakingOut {
  trials: number;
  seed: number;
  rate: number;
  tell(line: string): void;
}

/** Plays the trials on copies of the service that each lack one rail; whether all of them were reported. */
export async function takeOut(
  names: readonly string[],
  { trials, seed, rate, tell }: TakingOut,
): Promise<boolean> {
  let isAll = true;
  for (const name of names) {
    const rail = RAILS[name];
    if (rail === undefined) throw new Error(`there is no rail ${name}`);
    const totals = await trialsWithout(name, { trials, seed, rate });
    const found = totals[rail.shows];
    if (found.length === 0) isAll = false;
    const seen =
      found.length === 0 ? "NOT SEEN" : `${found.length} ${rail.shows}, such as: ${found[0]?.slice(0, 160)}`;
    tell(`${found.length > 0 ? "ok  " : "FAIL"} without ${name} (${rail.what}): ${seen}`);
  }
  return isAll;
}

/** What the trials report of a copy without the rail, in a process of its own. */
export async function trialsWithout(
  name: string,
  { trials, seed, rate = 30 }: { trials: number; seed: number; rate?: number },
) {
  const folder = await mkdtemp(join(tmpdir(), "autofix-without-"));
  try {
    for (const part of COPIED) await cp(join(ROOT, part), join(folder, part), { recursive: true });
    await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
    await withoutRail(folder, name);
    const argv = ["test/hostile/main.ts", `--trials=${trials}`, `--seed=${seed}`, `--rate=${rate}`, "--json"];
    const child = spawn(process.execPath, argv, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
    const last = out.trim().split("\n").at(-1) ?? "";
    if (!last.startsWith("{"))
      throw new Error(`without ${name} the trials did not end: ${err.slice(-2_000)}`);
    return totalsSchema.parse(JSON.parse(last));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function withoutRail(folder: string, name: string): Promise<void> {
  const rail = RAILS[name];
  if (rail === undefined) throw new Error(`there is no rail ${name}`);
  for (const { file, from, to } of editsOf(rail)) {
    const path = join(folder, file);
    const source = await readFile(path, "utf8");
    if (source.split(from).length !== 2) throw new Error(`${file} does not hold the rail ${name} once`);
    await writeFile(
      path,
      source.replace(from, () => to),
    );
  }
}
