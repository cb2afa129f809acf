import type { ImageFolder, Layer } from "./image-folder.ts";
import type { RunConfig } from "./run-stage.ts";

const OCI = "application/vnd.oci.image";

interface Image {
  layers: readonly Layer[];
  config: RunConfig;
  architecture: string;
}

/** Puts an image of layers, which are there already, under references; gives its bytes. */
export async function putImage(
  folder: ImageFolder,
  references: readonly string[],
  { layers, config, architecture }: Image,
): Promise<number> {
  for (const reference of references) {
    // Another image under each reference, though their content is one: who is told to change over can see that it did.
    const own = { ...config, Labels: { "org.opencontainers.image.ref.name": reference } };
    const rootfs = { type: "layers", diff_ids: layers.map(({ digest }) => digest) };
    const settings = await folder.putValue({ architecture, os: "linux", config: own, rootfs });
    const manifest = await folder.putValue({
      schemaVersion: 2,
      mediaType: `${OCI}.manifest.v1+json`,
      config: { mediaType: `${OCI}.config.v1+json`, ...settings },
      layers: layers.map((layer) => ({ mediaType: `${OCI}.layer.v1.tar`, ...layer })),
    });
    await folder.putTag(reference, manifest);
  }
  return layers.reduce((bytes, { size }) => bytes + size, 0);
}
