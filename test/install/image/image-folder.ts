import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { pathOf } from "../../scenarios/cluster/image-store.ts";

export interface Layer {
  digest: string;
  size: number;
}
interface Manifest {
  config: { digest: string };
  layers: Layer[];
}

const ORDER = ["--sort=name", "--mtime=@0", "--numeric-owner"];
const hexOf = (digest: string) => digest.replace("sha256:", "");

/** The folder that a registry serves: `blobs/SHA256` and `tags/HOST/NAME/TAG`, which holds a manifest's SHA-256. */
export function openImageFolder(folder: string) {
  const blobPath = (digest: string) => join(folder, "blobs", hexOf(digest));
  const manifestAt = async (tag: string) => {
    const digest = (await readFile(tag, "utf8")).trim();
    const { config, layers } = JSON.parse(await readFile(blobPath(digest), "utf8")) as Manifest;
    return {
      digest,
      layers,
      blobs: [digest, config.digest, ...layers.map((layer) => layer.digest)].map(hexOf),
    };
  };
  return {
    /** All that is below `root`, as one layer. */
    async putLayer(root: string): Promise<Layer> {
      await mkdir(join(folder, "blobs"), { recursive: true });
      const part = join(folder, "blobs", `.${randomUUID()}`);
      await promisify(execFile)("tar", ["-C", root, ...ORDER, "-cf", part, "."]);
      const layer = { size: (await stat(part)).size, digest: `sha256:${await digestOf(part)}` };
      await rename(part, blobPath(layer.digest));
      return layer;
    },
    async layersOf(reference: string): Promise<Layer[]> {
      return (await manifestAt(join(folder, "tags", pathOf(reference)))).layers;
    },
    async putValue(value: object): Promise<Layer> {
      const content = Buffer.from(JSON.stringify(value));
      const digest = `sha256:${createHash("sha256").update(content).digest("hex")}`;
      await writeFile(blobPath(digest), content);
      return { digest, size: content.length };
    },
    async putTag(reference: string, manifest: Layer): Promise<void> {
      const tag = join(folder, "tags", pathOf(reference));
      await mkdir(dirname(tag), { recursive: true });
      await writeFile(tag, `${hexOf(manifest.digest)}\n`);
    },
    /** Takes references away, and what was kept for them alone. */
    async remove(references: readonly string[]): Promise<void> {
      const gone: string[] = [];
      for (const reference of references) {
        const tag = join(folder, "tags", pathOf(reference));
        gone.push(...(await manifestAt(tag).catch(() => ({ blobs: [] }))).blobs);
        await rm(tag, { force: true });
        await removeEmpty(dirname(tag));
      }
      const kept = new Set<string>();
      const entries = await readdir(join(folder, "tags"), { recursive: true, withFileTypes: true });
      for (const entry of entries.filter((one) => one.isFile()))
        for (const blob of (await manifestAt(join(entry.parentPath, entry.name))).blobs) kept.add(blob);
      for (const blob of new Set(gone)) if (!kept.has(blob)) await rm(blobPath(blob), { force: true });
    },
  };
}
export type ImageFolder = ReturnType<typeof openImageFolder>;

/** A folder, and those above it, where nothing is in them any more. */
async function removeEmpty(folder: string): Promise<void> {
  const isGone = await rmdir(folder).then(
    () => true,
    () => false,
  );
  if (isGone) await removeEmpty(dirname(folder));
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
