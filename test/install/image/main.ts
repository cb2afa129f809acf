import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildImage } from "./build-image.ts";
import { putImage } from "./put-image.ts";

const USAGE = `npm run image -- FOLDER REFERENCE... [--work FOLDER]
Builds the image by the Dockerfile's stages without a container engine, and puts it under the references into the FOLDER that a
test registry serves. --work keeps a minimal Debian between builds. Needs root, debootstrap, tar, and the registries of npm and Debian.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { work: { type: "string" }, help: { type: "boolean" } },
});
const [folder, ...references] = positionals;
if (values.help === true || folder === undefined || references.length === 0) {
  console.error(USAGE);
  process.exit(values.help === true ? 0 : 2);
}
const startedMs = performance.now();
const note = (line: string) =>
  console.error(`${((performance.now() - startedMs) / 1000).toFixed(0).padStart(4)} s  ${line}`);
const work = values.work ?? (await mkdtemp(join(tmpdir(), "autofix-image-")));
await mkdir(work, { recursive: true });
try {
  const context = fileURLToPath(new URL("../../..", import.meta.url));
  const { root, config, architecture } = await buildImage(context, work, note);
  note("packed");
  const bytes = await putImage(root, config, { folder, references, architecture });
  note(`${references.join(", ")}: ${(bytes / 1e6).toFixed(0)} MB unpacked`);
  if (values.work !== undefined) await rm(join(work, "root"), { recursive: true, force: true });
} finally {
  if (values.work === undefined) await rm(work, { recursive: true, force: true });
}
