import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/** The folder that a test registry serves: `blobs/SHA256` and `tags/HOST/NAME/TAG`, which holds a manifest's SHA-256. */
export interface ImageStore {
  /** Puts an image under a reference: the base image with these files (path, content) on top, which are executable. */
  put(reference: string, files: ReadonlyMap<string, string>): Promise<void>;
}

const BASE = "docker.io/library/python/3.11";
const OCI = "application/vnd.oci.image";

interface Manifest {
  config: { digest: string; size: number; mediaType: string };
  layers: { digest: string; size: number; mediaType: string }[];
}
interface ImageConfig {
  config: Record<string, unknown>;
  rootfs: { diff_ids: string[] };
}

export function openImageStore(folder: string): ImageStore {
  const blob = (digest: string) => readFile(join(folder, "blobs", digest.replace("sha256:", "")));
  const keep = async (content: Buffer) => {
    const digest = createHash("sha256").update(content).digest("hex");
    await writeFile(join(folder, "blobs", digest), content);
    return { digest: `sha256:${digest}`, size: content.length };
  };
  return {
    async put(reference, files) {
      const tag = (await readFile(join(folder, "tags", BASE), "utf8")).trim();
      const manifest = JSON.parse((await blob(tag)).toString()) as Manifest;
      const config = JSON.parse((await blob(manifest.config.digest)).toString()) as ImageConfig;
      const layer = await keep(await tarOf(files));
      config.rootfs.diff_ids.push(layer.digest);
      config.config = { ...config.config, Cmd: [], Entrypoint: ["python3", "-u", "/app/program.py"] };
      manifest.config = { ...manifest.config, ...(await keep(Buffer.from(JSON.stringify(config)))) };
      manifest.layers.push({ mediaType: `${OCI}.layer.v1.tar`, ...layer });
      const { digest } = await keep(Buffer.from(JSON.stringify(manifest)));
      const path = join(folder, "tags", pathOf(reference));
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, `${digest.replace("sha256:", "")}\n`);
    },
  };
}

/** Where a reference is kept: "docker.io" and "library" are spelled out, as the runtime asks for them. */
export function pathOf(reference: string): string {
  const [, name = "", tag = "latest"] = /^(.*?)(?::([^:/]+))?$/.exec(reference) ?? [];
  const [first = "", ...more] = name.split("/");
  const isHost = more.length > 0 && /[.:]|^localhost$/.test(first);
  const full = isHost ? name : `docker.io/${more.length === 0 ? `library/${name}` : name}`;
  return `${full}/${tag}`;
}

async function tarOf(files: ReadonlyMap<string, string>): Promise<Buffer> {
  const root = await mkdtemp(join(tmpdir(), "autofix-image-"));
  try {
    for (const [path, content] of files) {
      const place = join(root, path);
      await mkdir(dirname(place), { recursive: true });
      await writeFile(place, content);
      await chmod(place, 0o755);
    }
    const order = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner"];
    const { stdout } = await promisify(execFile)("tar", ["-C", root, ...order, "-cf", "-", "."], {
      encoding: "buffer",
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
