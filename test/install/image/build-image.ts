import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { makeBaseRoot } from "./base-root.ts";
import { nameOf, stagesOf } from "./dockerfile.ts";
import { completeLeanRoot } from "./lean-root.ts";
import { makePackagesAtHand } from "./packages-at-hand.ts";
import { type RunConfig, runStage } from "./run-stage.ts";

export interface BuiltImage {
  root: string;
  config: RunConfig;
  architecture: string;
}

interface Making {
  /** Keeps a minimal Debian between builds. */
  work: string;
  /** Packages as they stand in the repository, and no Debian: `root` goes on top of an image with libc and a shell. */
  isLean: boolean;
  note(line: string): void;
}

/**
 * Builds what the Dockerfile says, stage by stage, without a container engine or a registry: the first stages run on this machine
 * with its Node and npm, the last in a minimal Debian made by debootstrap. Needs root.
 */
export async function buildImage(context: string, { work, isLean, note }: Making): Promise<BuiltImage> {
  const architecture = { x64: "amd64", arm64: "arm64" }[process.arch as string];
  if (architecture === undefined) throw new Error(`the image is not made for ${process.arch}`);
  const stages = stagesOf(await readFile(join(context, "Dockerfile"), "utf8"));
  const roots = new Map<string, string>();
  const tools = isLean
    ? await makePackagesAtHand(join(work, "at-hand"), join(context, "node_modules"))
    : undefined;
  const build = { context, stages: roots, args: { TARGETARCH: architecture }, tools, note };
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
  if (isLean) {
    const withoutRuns = last.filter(({ keyword }) => keyword !== "RUN");
    const config = await runStage(withoutRuns, { root, isInside: true }, build);
    await completeLeanRoot(root);
    return { root, config, architecture };
  }
  note("a minimal Debian");
  await makeBaseRoot(root, work);
  const config = await runStage(last, { root, isInside: true }, build);
  return { root, config, architecture };
}
