import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, rename, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { pathOf } from "../../scenarios/cluster/image-store.ts";
import type { RunConfig } from "./run-stage.ts";

const OCI = "application/vnd.oci.image";
const ORDER = ["--sort=name", "--mtime=@0", "--numeric-owner"];

/**
 * Puts an image of one layer, the whole of `root`, under references into the folder that a registry serves: `blobs/SHA256` and
 * `tags/HOST/NAME/TAG`, which holds a manifest's SHA-256. Gives the layer's bytes.
 */
export async function putImage(
  root: string,
  config: RunConfig,
  {
    folder,
    references,
    architecture,
  }: { folder: string; references: readonly string[]; architecture: string },
): Promise<number> {
  await mkdir(join(folder, "blobs"), { recursive: true });
  const part = join(folder, "blobs", `.${randomUUID()}`);
  await promisify(execFile)("tar", ["-C", root, ...ORDER, "-cf", part, "."]);
  const size = (await stat(part)).size;
  const layer = `sha256:${await digestOf(part)}`;
  await rename(part, blobPath(folder, layer));
  for (const reference of references) {
    // Another image under each reference, though their content is one: who is told to change over can see that it did.
    const own = { ...config, Labels: { "org.opencontainers.image.ref.name": reference } };
    const rootfs = { type: "layers", diff_ids: [layer] };
    const settings = await keep(folder, { architecture, os: "linux", config: own, rootfs });
    const manifest = await keep(folder, {
      schemaVersion: 2,
      mediaType: `${OCI}.manifest.v1+json`,
      config: { mediaType: `${OCI}.config.v1+json`, ...settings },
      layers: [{ mediaType: `${OCI}.layer.v1.tar`, digest: layer, size }],
    });
    const tag = join(folder, "tags", pathOf(reference));
    await mkdir(dirname(tag), { recursive: true });
    await writeFile(tag, `${manifest.digest.replace("sha256:", "")}\n`);
  }
  return size;
}

const blobPath = (folder: string, digest: string) => join(folder, "blobs", digest.replace("sha256:", ""));

async function keep(folder: string, value: object): Promise<{ digest: string; size: number }> {
  const content = Buffer.from(JSON.stringify(value));
  const digest = `sha256:${createHash("sha256").update(content).digest("hex")}`;
  await writeFile(blobPath(folder, digest), content);
  return { digest, size: content.length };
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
