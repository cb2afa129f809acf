import { execFile } from "node:child_process";
import { mkdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Stage } from "./dockerfile.ts";

const run = promisify(execFile);

export interface Place {
  /** Stands for `/` of the stage. */
  root: string;
  /** Whether commands run inside of it (chroot), or on this machine in the folder that stands for WORKDIR. */
  isInside: boolean;
}

export interface Build {
  /** Where COPY takes from: the repository. */
  context: string;
  /** Roots of the stages before, by name. */
  stages: ReadonlyMap<string, string>;
  /** Arguments of the build, such as TARGETARCH. */
  args: Readonly<Record<string, string>>;
  /** A folder whose programs go before this machine's. */
  tools?: string | undefined;
  note(line: string): void;
}

/** The part of an OCI image's config that a Dockerfile says. */
export interface RunConfig {
  Env: string[];
  WorkingDir: string;
  User?: string;
  Entrypoint?: string[];
  Cmd?: string[];
  Volumes?: Record<string, object>;
  ExposedPorts?: Record<string, object>;
  StopSignal?: string;
}

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const MANY_BYTES = 64 * 1024 * 1024;

/**
 * Does what the instructions of one stage say, without a container engine: files are copied, commands are run. Needs root,
 * for what is in an image is root's. Instructions that it does not know are refused.
 */
export async function runStage(stage: Stage, place: Place, build: Build): Promise<RunConfig> {
  const config: RunConfig = { Env: [`PATH=${PATH}`], WorkingDir: "/" };
  const at = (path: string) => join(place.root, resolve(config.WorkingDir, path));
  for (const { keyword, args } of stage) {
    switch (keyword) {
      case "FROM":
      case "ARG":
      case "HEALTHCHECK": // An OCI image has none; the chart's probes ask the same.
        break;
      case "WORKDIR":
        config.WorkingDir = resolve(config.WorkingDir, args);
        await mkdir(at("."), { recursive: true });
        break;
      case "COPY":
        await copy(args, at, build);
        break;
      case "RUN":
        build.note(args.length > 100 ? `${args.slice(0, 100)} ...` : args);
        await runIn(place, config, { command: args, build });
        break;
      case "ENV":
        for (const [, name = "", value = ""] of args.matchAll(/(\w+)=(\S+)/g))
          config.Env = [
            ...config.Env.filter((one) => !one.startsWith(`${name}=`)),
            `${name}=${value.replace("$PATH", PATH)}`,
          ];
        break;
      case "USER":
        config.User = args;
        break;
      case "VOLUME":
        config.Volumes = { [args]: {} };
        break;
      case "EXPOSE":
        config.ExposedPorts = Object.fromEntries(args.split(" ").map((port) => [`${port}/tcp`, {}]));
        break;
      case "STOPSIGNAL":
        config.StopSignal = args;
        break;
      case "ENTRYPOINT":
        config.Entrypoint = JSON.parse(args) as string[];
        break;
      case "CMD":
        config.Cmd = JSON.parse(args) as string[];
        break;
      default:
        throw new Error(`nobody here knows how to do ${keyword} ${args}`);
    }
  }
  return config;
}

/** The contents of a folder, or files: into a folder where there are several, or its name ends so. */
async function copy(args: string, at: (path: string) => string, build: Build): Promise<void> {
  const words = args.split(/\s+/);
  const from = words[0]?.startsWith("--from=") ? words.shift()?.slice("--from=".length) : undefined;
  const source = from === undefined ? build.context : build.stages.get(from);
  if (source === undefined) throw new Error(`COPY takes from the stage ${from}, which there is not`);
  const target = words.pop() ?? ".";
  const isFolder = words.length > 1 || /(^|\/)\.?\/?$/.test(target);
  for (const path of words) {
    const what = join(source, path);
    const isWhole = (await stat(what)).isDirectory();
    const to = isWhole || !isFolder ? at(target) : join(at(target), basename(path));
    await mkdir(isWhole ? to : join(to, ".."), { recursive: true });
    const keep = ["--recursive", "--no-dereference", "--preserve=mode,links", "--no-target-directory"];
    await run("cp", [...keep, what, to]);
  }
}

async function runIn(
  { root, isInside }: Place,
  config: RunConfig,
  { command, build }: { command: string; build: Build },
): Promise<void> {
  const own = { ...build.args, HOME: process.env.HOME ?? "/root", DEBIAN_FRONTEND: "noninteractive" };
  const script = `cd ${config.WorkingDir} && ${command}`;
  if (isInside)
    await run("chroot", [root, "/bin/sh", "-c", script], {
      env: { ...own, PATH },
      maxBuffer: MANY_BYTES,
    });
  else {
    const path = process.env.PATH ?? PATH;
    await run("/bin/sh", ["-c", command], {
      cwd: join(root, config.WorkingDir),
      env: { ...own, PATH: build.tools === undefined ? path : `${build.tools}:${path}` },
      maxBuffer: MANY_BYTES,
    });
  }
}
