import { describeRef } from "../../domain/object-ref.ts";
import type { Facts } from "../facts.ts";
import { found } from "../found.ts";
import { nearness } from "../near-name.ts";
import { endedContainer, lastLine } from "../program/ended-container.ts";
import type { Signature } from "../signature.ts";
import { troubleEvidence } from "../told.ts";

/** The runtime: a folder over a file of the image, or the other way round. */
const FILE_FOLDER =
  /not a directory: (?:unknown: )?Are you trying to mount a directory onto a file|error mounting .{1,500}: not a directory|cannot create subdirectories in/i;
const NO_FILE =
  /no such file or directory|ENOENT|FileNotFoundError|file not found|cannot (?:open|find|read) .{0,40}(?:file|config)|does not exist/i;
const IS_FOLDER = /is a directory|EISDIR|IsADirectoryError/i;
const PATH = /\/[\w.@+-]+(?:\/[\w.@+-]+)+/g;

interface Mount {
  path: string;
  volume: string;
  hasSubPath: boolean;
}

/** The program looks for a file near to where a volume is mounted, or finds a folder in its place. */
export const mountPathWrong: Signature = {
  name: "mount-path-wrong",
  family: "configuration",
  explains: [
    {
      cause: "mount-path-wrong",
      evidence: ["the path in the log or in the runtime's words", "the container's mounts"],
      repairs: ["RollBackRevision"],
    },
  ],
  diagnose(facts) {
    const ended = endedContainer(facts, ["start", "crash", "failed", "config"]);
    if (ended === undefined || ended.isKilledByProbe) return [];
    const mounts = mountsOf(facts, ended.trouble.container?.name);
    const why = FILE_FOLDER.test(ended.trouble.words)
      ? {
          confidence: 0.92,
          text: `the runtime cannot mount a folder over a file, or a file over a folder: ${ended.trouble.words.slice(-240)}`,
        }
      : byLog(ended.lines, mounts);
    if (why === undefined) return [];
    const { namespace, kind, name } = facts.object;
    return [
      found("mount-path-wrong", {
        confidence: why.confidence,
        sentence: `A volume of ${describeRef(facts.object)} is mounted where container ${ended.trouble.container?.name} does not expect it: ${why.text}.`,
        support: troubleEvidence(facts, ended.trouble),
        advice: [
          {
            text: "Mount the volume at the path that the program reads; a single file needs subPath",
            command: `kubectl edit -n ${namespace} ${kind.toLowerCase()}/${name}`,
          },
        ],
      }),
    ];
  },
};

function byLog(
  lines: readonly string[],
  mounts: readonly Mount[],
): { confidence: number; text: string } | undefined {
  const folder = lastLine(lines, IS_FOLDER);
  const onFile =
    folder === undefined
      ? undefined
      : mounts.find(({ path, hasSubPath }) => !hasSubPath && pathsIn(folder).includes(path));
  if (onFile !== undefined)
    return {
      confidence: 0.85,
      text: `${onFile.path} is the whole volume ${onFile.volume}, a folder, and the program wants a file there`,
    };
  const missing = lastLine(lines, NO_FILE);
  if (missing === undefined) return undefined;
  for (const path of pathsIn(missing)) {
    const near = mounts.find((mount) => isBeside(path, mount.path));
    if (near !== undefined)
      return {
        confidence: 0.75,
        text: `the program looks for ${path}, and volume ${near.volume} is mounted at ${near.path}`,
      };
  }
  return undefined;
}

/** Some folder above the file has nearly the name of the mount. */
function isBeside(path: string, mount: string): boolean {
  const parts = path.split("/").slice(1);
  const wanted = mount.split("/").slice(1);
  if (parts.length < wanted.length) return false;
  const head = parts.slice(0, wanted.length);
  const differing = head.filter((part, index) => part !== wanted[index]);
  const index = head.findIndex((part, at) => part !== wanted[at]);
  return differing.length === 1 && nearness(head[index] ?? "", wanted[index] ?? "") === "typo";
}

const pathsIn = (line: string): string[] => (line.match(PATH) ?? []).map((path) => path.replace(/[.,]$/, ""));

function mountsOf(facts: Facts, container: string | undefined): Mount[] {
  const spec = facts.template?.containers.find(({ name }) => name === container)?.spec;
  return (spec?.volumeMounts ?? []).map((mount) => ({
    path: mount.mountPath.replace(/\/$/, ""),
    volume: mount.name,
    hasSubPath: (mount.subPath ?? "") !== "",
  }));
}
