import { tmpdir } from "node:os";
import { join } from "node:path";

/** The environment of a process of the run: compiling the same sources over and over would take most of the time. */
export function compiledTogether(): NodeJS.ProcessEnv {
  return { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), "autofix-crash-compiled") };
}
