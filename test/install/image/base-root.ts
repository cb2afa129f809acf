import { execFile } from "node:child_process";
import { access, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const RELEASE = "bookworm";
/** What the slim image of Debian leaves out, too. */
const LEFT_OUT = ["usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/info"];
const CACHES = ["var/cache/apt", "var/lib/apt/lists"];

/** Fills `root` with a minimal Debian, in place of the image that the last stage begins with; kept in `keep` as an archive. */
export async function makeBaseRoot(root: string, keep: string): Promise<void> {
  const archive = join(keep, `debian-${RELEASE}-minimal.tar`);
  await mkdir(root, { recursive: true });
  if (
    !(await access(archive).then(
      () => true,
      () => false,
    ))
  ) {
    const fresh = `${root}.base`;
    try {
      await run("debootstrap", ["--variant=minbase", RELEASE, fresh], { maxBuffer: 64 * 1024 * 1024 });
      for (const path of [...LEFT_OUT, ...CACHES]) {
        await rm(join(fresh, path), { recursive: true, force: true });
        await mkdir(join(fresh, path), { recursive: true });
      }
      await run("tar", ["-C", fresh, "--numeric-owner", "-cf", `${archive}.part`, "."]);
      await rename(`${archive}.part`, archive);
    } finally {
      await rm(fresh, { recursive: true, force: true });
    }
  }
  await run("tar", ["-C", root, "--numeric-owner", "--same-permissions", "-xf", archive]);
}
