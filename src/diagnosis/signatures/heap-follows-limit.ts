import { type Candidate, ruledOut } from "../candidate.ts";
import type { MemoryScene } from "../memory/case.ts";
import { killEvidence, specEvidence } from "../memory/evidence.ts";
import { declarationOf, optionOf, shellWords } from "../needs/declaration.ts";
import { javaOptions } from "../needs/java.ts";
import type { ContainerSpec } from "../objects/pod-template.ts";
import { round } from "./memory-limit-too-low.ts";

/** Above this share of the limit too little is left for what a runtime keeps beside its heap. */
const TOO_LARGE_PERCENT = 70;

/** A heap that is sized as a share of the limit grows with it, so a higher limit alone changes little. */
export function heapFollowsLimit(scene: MemoryScene): Candidate {
  const { facts, group, container } = scene;
  if (container === undefined)
    return ruledOut("heap-follows-limit", "the container's settings are not known");
  const heap = heapShare(container.spec);
  if (heap === undefined) {
    return ruledOut("heap-follows-limit", "no setting that it declares sizes a heap by the limit");
  }
  if (heap.percent < TOO_LARGE_PERCENT) {
    return ruledOut(
      "heap-follows-limit",
      `${heap.from} leaves ${100 - heap.percent} % of the limit beside the heap`,
    );
  }
  return {
    cause: "heap-follows-limit",
    confidence: round(0.85 * Math.max(...group.kills.map((kill) => kill.recognition.confidence))),
    sentence: `Container ${group.container} was killed for memory, and its heap follows its limit (${heap.from}): too little is left beside the heap, and a higher limit alone would only make the heap larger.`,
    support: [
      ...killEvidence(facts, group),
      specEvidence(facts, `container ${group.container}: ${heap.from}`),
    ],
    contradictions: [],
    memory: scene.memory,
    rollback: null,
  };
}

interface HeapShare {
  percent: number;
  from: string;
}

/** The share of the limit that the heap may take, where a setting says so and no fixed size overrides it. */
export function heapShare(spec: ContainerSpec): HeapShare | undefined {
  const declaration = declarationOf(spec);
  const java = javaOptions(declaration);
  // A fixed heap wins over a percentage (java command, MaxRAMPercentage: ignored when -Xmx is set).
  if (java.some((word) => /^-Xmx\d|^-XX:MaxHeapSize=\d/.test(word))) return undefined;
  return javaShare(java) ?? limitInEnvironment(spec) ?? percentSettings(declaration);
}

function javaShare(options: readonly string[]): HeapShare | undefined {
  const word = options.findLast((each) => /^-XX:Max(?:RAMPercentage|RAMFraction)=/.test(each));
  const value = Number(word?.split("=")[1]);
  if (word === undefined || !(value > 0)) return undefined;
  return { percent: Math.round(word.includes("Fraction") ? 100 / value : value), from: word };
}

/** The downward API hands the limit itself to the program. */
function limitInEnvironment(spec: ContainerSpec): HeapShare | undefined {
  const fromLimit = (spec.env ?? []).filter(
    ({ valueFrom }) => valueFrom?.resourceFieldRef?.resource === "limits.memory",
  );
  const text = [
    ...(spec.command ?? []),
    ...(spec.args ?? []),
    ...(spec.env ?? []).map(({ value }) => value ?? ""),
  ];
  const found = fromLimit.find(
    ({ name }) => name === "GOMEMLIMIT" || text.some((each) => isHeapOption(each, name)),
  );
  return found === undefined ? undefined : { percent: 100, from: `${found.name} is set from limits.memory` };
}

const isHeapOption = (text: string, variable: string) =>
  /-Xmx|--max-old-space-size|--maxmemory/.test(text) &&
  (text.includes(`$(${variable})`) || text.includes(`\${${variable}}`) || text.includes(`$${variable}`));

function percentSettings({ env, words }: ReturnType<typeof declarationOf>): HeapShare | undefined {
  // https://learn.microsoft.com/dotnet/core/runtime-config/garbage-collector: hexadecimal, 0x4B is 75 %.
  const dotnet = env.get("DOTNET_GCHeapHardLimitPercent") ?? env.get("COMPlus_GCHeapHardLimitPercent");
  if (dotnet !== undefined && /^(?:0x)?[0-9a-f]{1,3}$/i.test(dotnet)) {
    return { percent: Number.parseInt(dotnet, 16), from: `DOTNET_GCHeapHardLimitPercent=${dotnet}` };
  }
  // https://nodejs.org/api/cli.html#--max-old-space-size-percentagepercentage
  const node = optionOf(
    [...shellWords(env.get("NODE_OPTIONS") ?? ""), ...words],
    "--max-old-space-size-percentage",
  );
  const percent = Number(node);
  return percent > 0 ? { percent, from: `--max-old-space-size-percentage=${node}` } : undefined;
}
