import { describeRef } from "../../domain/object-ref.ts";
import { type Candidate, ruledOut } from "../candidate.ts";
import type { MemoryScene } from "../memory/case.ts";
import { killEvidence, specEvidence } from "../memory/evidence.ts";
import { isOnEarlierRevisionAlone } from "../memory/kill.ts";
import { formatBytes } from "../quantity.ts";

/** The container needs more than its limit: surest where a need above the limit is known. */
export function memoryLimitTooLow(scene: MemoryScene): Candidate {
  const { facts, group, memory, container } = scene;
  if (memory === null || container === undefined) {
    return ruledOut(
      "memory-limit-too-low",
      `container ${group.container} is not in the workload's own template: something put it into the pod`,
    );
  }
  if (memory.limitBytes === null) return givenLimitTooLow(scene);
  const killedLimit = Math.max(...group.kills.map((kill) => kill.limitBytes ?? 0));
  if (isOnEarlierRevisionAlone(facts.rollout.targetRevision, group) && memory.limitBytes > killedLimit) {
    return ruledOut(
      "memory-limit-too-low",
      `only pods of an earlier revision were killed, under ${formatBytes(killedLimit)}; the present template already allows ${formatBytes(memory.limitBytes)}, so what is missing is the end of its rollout`,
    );
  }
  const recognition = Math.max(...group.kills.map((kill) => kill.recognition.confidence));
  const known = knownNeed(scene);
  return {
    cause: "memory-limit-too-low",
    confidence: round((known?.confidence ?? 0.6) * recognition),
    sentence: `Container ${group.container} of ${describeRef(facts.object)} was killed for memory${times(scene)}: ${
      known?.text ?? `it reached its limit of ${formatBytes(memory.limitBytes)}`
    }.`,
    support: [...killEvidence(facts, group), ...specLines(scene)],
    contradictions: scene.coveredNeed === null ? [] : [coveredText(scene)],
    memory,
    rollback: null,
  };
}

/** The pods have a limit that their template does not: whoever gave it, a limit of its own is a person's to choose. */
function givenLimitTooLow(scene: MemoryScene): Candidate {
  const { facts, group } = scene;
  const given = Math.max(0, ...group.kills.map((kill) => kill.limitBytes ?? 0));
  if (given === 0)
    return ruledOut("memory-limit-too-low", `container ${group.container} has no memory limit`);
  const ranges = facts.limitRanges.map(({ metadata }) => metadata.name);
  const giver = ranges.length > 0 ? `LimitRange ${ranges.join(", ")}` : "admission";
  const { kind, namespace, name } = facts.object;
  const recognition = Math.max(...group.kills.map((kill) => kill.recognition.confidence));
  return {
    cause: "memory-limit-too-low",
    confidence: round(0.85 * recognition),
    sentence: `Container ${group.container} of ${describeRef(facts.object)} was killed for memory${times(scene)}: it reached its limit of ${formatBytes(given)}, which its template does not have and ${giver} gave its pods.`,
    support: [
      ...killEvidence(facts, group),
      specEvidence(facts, `container ${group.container}: no memory limit in the template`),
    ],
    contradictions: [],
    memory: null,
    rollback: null,
    advice: [
      {
        text: "Give the container a limit of its own",
        command: `kubectl set resources ${kind.toLowerCase()}/${name} -n ${namespace} -c ${group.container} --limits=memory=SIZE`,
      },
      {
        text: "Or raise the default of the namespace",
        command: `kubectl get limitranges -n ${namespace} -o yaml`,
      },
    ],
  };
}

function knownNeed({ memory }: MemoryScene): { confidence: number; text: string } | undefined {
  if (memory === null || memory.limitBytes === null) return undefined;
  const limit = formatBytes(memory.limitBytes);
  if (memory.earlierGoodLimitBytes !== null) {
    const earlier = formatBytes(memory.earlierGoodLimitBytes);
    return {
      confidence: 0.95,
      text: `an earlier revision ran well under ${earlier}, its limit is now ${limit}`,
    };
  }
  if (memory.declaredNeed !== null) {
    const { bytes, from } = memory.declaredNeed;
    return {
      confidence: 0.95,
      text: `it declares a need of about ${formatBytes(bytes)} (${from}) under a limit of ${limit}`,
    };
  }
  if (memory.sampledNeed !== null) {
    return { confidence: 0.8, text: `its limit is ${limit}, and ${memory.sampledNeed.from} were measured` };
  }
  return undefined;
}

function specLines({ facts, memory, container }: MemoryScene) {
  if (memory === null || container === undefined) return [];
  const { limitBytes, requestBytes, declaredNeed, sampledNeed } = memory;
  const size = (bytes: number | null) => (bytes === null ? "none" : formatBytes(bytes));
  const declared = declaredNeed === null ? "" : `; it declares ${declaredNeed.from}`;
  const spec = specEvidence(
    facts,
    `container ${container.name}: memory limit ${size(limitBytes)}, request ${size(requestBytes)}${declared}`,
  );
  const sample =
    sampledNeed === null
      ? []
      : [
          {
            ...spec,
            kind: "sample" as const,
            source: "kubectl top pod --containers",
            text: sampledNeed.from,
          },
        ];
  return [spec, ...sample];
}

const coveredText = ({ coveredNeed }: MemoryScene) =>
  `what it declares (${coveredNeed?.from}) fits under the present limit, so it needs more than it says`;

export function times({ facts, group }: MemoryScene): string {
  const restarts = facts.pods
    .flatMap((pod) => pod.containers.filter(({ name }) => name === group.container))
    .reduce((sum, { restartCount }) => sum + restartCount, 0);
  const kills = group.kills.length;
  if (restarts > kills)
    return ` (${kills} such ${kills === 1 ? "end is" : "ends are"} still on record, ${restarts} restarts in all)`;
  return kills > 1 ? ` ${kills} times` : "";
}

export const round = (confidence: number): number => Math.round(confidence * 100) / 100;
