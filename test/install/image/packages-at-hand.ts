import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * A folder whose `npm` takes, for `npm ci`, the packages that stand in the repository instead of fetching them: the lockfile's,
 * as they were installed from it. They are linked and not copied where that can be done.
 */
export async function makePackagesAtHand(folder: string, modules: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const npm = join(folder, "npm");
  await writeFile(npm, script(folder, modules));
  await chmod(npm, 0o755);
  return folder;
}

const script = (folder: string, modules: string) => `#!/bin/sh
set -e
if [ "$1" != ci ]; then
  PATH=\${PATH#"${folder}:"}
  exec npm "$@"
fi
cp --archive --link "${modules}" node_modules 2>/dev/null || { rm -rf node_modules; cp --archive "${modules}" node_modules; }
rm -rf node_modules/.vite node_modules/.vite-temp node_modules/.cache
case " $* " in *" --omit=dev "*) node --eval '${WITHOUT_DEV}' ;; esac
`;

// The lockfile says of each place whether only development needs it.
const WITHOUT_DEV = `const { readFileSync, rmSync } = require("fs");
const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
for (const [path, { dev }] of Object.entries(packages)) if (dev) rmSync(path, { recursive: true, force: true });`;
