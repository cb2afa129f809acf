import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getuid } from "node:process";

/** Where the database keeps its files: a disk of its own, where this machine lets us make one, so that it can be full. */
export interface Disk {
  folder: string;
  /** undefined where it is the machine's own disk, which nobody fills. */
  fill: (() => void) | undefined;
  free(): void;
  remove(): void;
}

const SIZE = "700m";
const PIECE = Buffer.alloc(1024 * 1024);

export function makeDisk({ isSmall }: { isSmall: boolean }): Disk {
  const folder = mkdtempSync(join(tmpdir(), "autofix-chaos-disk-"));
  const ballast = join(folder, "ballast");
  const isMounted = isSmall && getuid?.() === 0 && mounts(folder);
  const free = () => {
    try {
      unlinkSync(ballast);
    } catch {
      // It was not full.
    }
  };
  const remove = () => {
    process.off("exit", remove);
    if (isMounted) execFileSync("umount", ["--lazy", folder], { stdio: "ignore" });
    rmSync(folder, { recursive: true, force: true });
  };
  // An interrupted run leaves no mount behind.
  process.once("exit", remove);
  return { folder, fill: isMounted ? () => fill(folder, ballast) : undefined, free, remove };
}

function mounts(folder: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${SIZE},mode=0700`, "autofix-chaos", folder], {
      stdio: "ignore",
    });
    return true;
  } catch {
    return false;
  }
}

/** To the last byte. */
function fill(folder: string, ballast: string): void {
  const file = openSync(ballast, "w");
  try {
    for (;;) {
      const { bavail, bsize } = statfsSync(folder);
      const left = bavail * bsize;
      if (left <= 0) return;
      writeSync(file, PIECE, 0, Math.min(left, PIECE.length));
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  } finally {
    closeSync(file);
  }
}
