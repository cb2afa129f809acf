import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/** The browser of `CHROMIUM`, else the first in PATH; undefined where there is none. Throws where `CHROMIUM` names none. */
export function findChromium(env: NodeJS.ProcessEnv): string | undefined {
  const named = env["CHROMIUM"];
  if (named !== undefined && named !== "") {
    if (canRun(named)) return named;
    throw new Error(`CHROMIUM is ${named}, which is no program: name a Chromium, or unset it`);
  }
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(canRun);
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
