import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { makeBaseRoot } from "./base-root.ts";
import { nameOf, stagesOf } from "./dockerfile.ts";
import { type RunConfig, runStage } from "./run-stage.ts";

export interface BuiltImage {
  root: string;
  config: RunConfig;
  architecture: string;
}

/**
 * Builds what the Dockerfile says, stage by stage, without a container engine or a registry: the first stages run on this machine
 * with its Node and npm, the last in a minimal Debian made by debootstrap. Needs root. `work` keeps that Debian between builds.
 */
export async function buildImage(
  context: string,
  work: string,
  note: (line: string) => void,
): Promise<BuiltImage> {
  const architecture = { x64: "amd64", arm64: "arm64" }[process.arch as string];
  if (architecture === undefined) throw new Error(`the image is not made for ${process.arch}`);
  const stages = stagesOf(await readFile(join(context, "Dockerfile"), "utf8"));
  const roots = new Map<string, string>();
  const build = { context, stages: roots, args: { TARGETARCH: architecture }, note };
  const last = stages.pop();
  if (last === undefined) throw new Error("the Dockerfile has no stage");
  for (const stage of stages) {
    const name = nameOf(stage);
    const root = join(work, `stage-${name}`);
    await rm(root, { recursive: true, force: true });
    await runStage(stage, { root, isInside: false }, build);
    roots.set(name, root);
  }
  const root = join(work, "root");
  await rm(root, { recursive: true, force: true });
  note("a minimal Debian");
  await makeBaseRoot(root, work);
  const config = await runStage(last, { root, isInside: true }, build);
  return { root, config, architecture };
}
