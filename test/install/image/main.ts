import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { messageOf } from "../../../src/core/errors.ts";
import { buildImage } from "./build-image.ts";
import { type ImageFolder, openImageFolder } from "./image-folder.ts";
import { putImage } from "./put-image.ts";
import { commitBefore, makeVersionBefore } from "./version-before.ts";

const USAGE = `npm run image -- FOLDER REFERENCE... [--work FOLDER] [--lean] [--before REFERENCE]
npm run image -- FOLDER REFERENCE... --remove
Builds the image by the Dockerfile's stages without a container engine, and puts it under the references into the FOLDER that a
test registry serves. --work keeps a minimal Debian between builds. Needs root, debootstrap, tar, and the registries of npm and Debian.
--lean takes the packages from node_modules, and the registry's busybox in place of a Debian: seconds, and nothing is fetched.
--before also puts there the version before the newest migration, and leaves its chart in WORK/before/charts, where the history of
git reaches so far. --remove takes the references away, and what was kept for them alone.`;
const LEAN_BASE = "docker.io/library/busybox:latest";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    work: { type: "string" },
    lean: { type: "boolean", default: false },
    before: { type: "string" },
    remove: { type: "boolean", default: false },
    help: { type: "boolean" },
  },
});
const [folder, ...references] = positionals;
if (values.help === true || folder === undefined || references.length === 0) {
  console.error(USAGE);
  process.exit(values.help === true ? 0 : 2);
}
const startedMs = performance.now();
const note = (line: string) =>
  console.error(`${((performance.now() - startedMs) / 1000).toFixed(0).padStart(4)} s  ${line}`);
const context = fileURLToPath(new URL("../../..", import.meta.url));
const images = openImageFolder(folder);

async function make(images: ImageFolder, work: string): Promise<void> {
  const { root, config, architecture } = await buildImage(context, { work, isLean: values.lean, note });
  note("packed");
  const below = values.lean ? await images.layersOf(LEAN_BASE) : [];
  const layers = [...below, await images.putLayer(root)];
  const bytes = await putImage(images, references, { layers, config, architecture });
  note(`${references.join(", ")}: ${(bytes / 1e6).toFixed(0)} MB unpacked`);
  await rm(root, { recursive: true, force: true });
  if (values.before === undefined) return;
  const commit = await commitBefore(context);
  if (commit === undefined) return note("no history of the newest migration: no version before it");
  note(`the version before, ${commit.slice(0, 7)}`);
  const own = { repository: context, folder: join(work, "before"), modules: join(context, "node_modules") };
  try {
    const over = await images.putLayer(await makeVersionBefore(commit, own));
    await putImage(images, [values.before], { layers: [...layers, over], config, architecture });
    note(values.before);
  } catch (error) {
    // The packages of today may be others than it needs.
    note(`it cannot be made: ${messageOf(error)}`);
    await rm(own.folder, { recursive: true, force: true });
  }
}

if (values.remove) await images.remove(references);
else {
  const work = values.work ?? (await mkdtemp(join(tmpdir(), "autofix-image-")));
  await mkdir(work, { recursive: true });
  try {
    await make(images, work);
  } finally {
    if (values.work === undefined) await rm(work, { recursive: true, force: true });
  }
}
