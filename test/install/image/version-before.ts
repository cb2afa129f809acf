import { execFile } from "node:child_process";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const MIGRATIONS = "src/database/migrations/";
/** What is taken of it: its code, with the packages of today, and its chart. */
const TAKEN = [
  "src",
  "package.json",
  "tsconfig.json",
  "tsconfig.build.json",
  "docs/runbooks",
  "charts/kube-autofix",
];

/** The commit before the newest migration came; undefined where the history does not reach back so far. */
export async function commitBefore(repository: string): Promise<string | undefined> {
  const git = (...args: string[]) =>
    run("git", ["-C", repository, ...args]).then(
      ({ stdout }) => stdout.trim(),
      () => "",
    );
  const added = await git("log", "-1", "--format=%H", "--diff-filter=A", "--", MIGRATIONS);
  const before = added && (await git("rev-parse", "--verify", "--quiet", `${added}^`));
  return before || undefined;
}

/**
 * Unpacks that commit into `folder`, compiles it with the packages in `modules`, and gives what goes over an image of today to make
 * it one of then.
 */
export async function makeVersionBefore(
  commit: string,
  { repository, folder, modules }: { repository: string; folder: string; modules: string },
): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const archive = join(folder, "source.tar");
  await run("git", ["-C", repository, "archive", `--output=${archive}`, commit, ...TAKEN]);
  await run("tar", ["-C", folder, "-xf", archive]);
  await symlink(modules, join(folder, "node_modules"));
  await run("npm", ["run", "build"], { cwd: folder });
  const layer = join(folder, "layer");
  for (const [from, to] of [
    ["dist", "app/dist"],
    ["docs/runbooks", "app/docs/runbooks"],
  ] as const) {
    await mkdir(join(layer, to), { recursive: true });
    await run("cp", ["--recursive", `${join(folder, from)}/.`, join(layer, to)]);
    // Nothing of the layer below is seen there.
    await writeFile(join(layer, to, ".wh..wh..opq"), "");
  }
  await run("cp", [join(folder, "package.json"), join(layer, "app")]);
  await run("chmod", ["755", join(layer, "app/dist/main.js")]);
  return layer;
}
