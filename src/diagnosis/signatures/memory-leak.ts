import { type Candidate, ruledOut } from "../candidate.ts";
import { computedOf } from "../computation/computed-of.ts";
import type { MemoryScene } from "../memory/case.ts";
import { killEvidence } from "../memory/evidence.ts";
import { runsOf } from "../memory/growth.ts";
import { formatBytes } from "../quantity.ts";
import { round } from "./memory-limit-too-low.ts";

/** Growth without end: under each higher limit the kill came later, in proportion. */
export function memoryLeak(scene: MemoryScene): Candidate {
  const { facts, group, memory, container } = scene;
  const runs = runsOf(facts, group, container?.limitBytes ?? null);
  const told = runs
    .map(({ limitBytes, seconds }) => `${seconds} s under ${formatBytes(limitBytes)}`)
    .join(", ");
  const computed = container && computedOf(facts, "memory-trend", container.name);
  if (memory !== null && runs.length < 2 && computed?.result.verdict === "leak") {
    const { bytesPerSecond, runs: seen, samples, confidence } = computed.result;
    const speed = formatBytes(Math.round((bytesPerSecond ?? 0) * 60));
    return {
      cause: "memory-leak",
      confidence: round(confidence * Math.max(...group.kills.map((kill) => kill.recognition.confidence))),
      sentence: `Container ${group.container} grows without end, by ${speed} a minute until its limit ends it, as ${samples} samples of ${seen === 1 ? "one run" : `${seen} runs`} show; a higher limit only puts the kill off.`,
      support: killEvidence(facts, group),
      contradictions: [],
      memory,
      rollback: null,
    };
  }
  if (memory === null || runs.length < 2) {
    return ruledOut(
      "memory-leak",
      "only one limit was tried, so growth without end can be neither shown nor excluded",
    );
  }
  if (memory.growth === "bounded") {
    return ruledOut("memory-leak", `the kill came at the same point of the run whatever the limit: ${told}`);
  }
  if (memory.growth === "unknown") {
    return ruledOut(
      "memory-leak",
      `the length of the runs does not show growth in proportion to the limit: ${told}`,
    );
  }
  return {
    cause: "memory-leak",
    confidence: round(0.97 * Math.max(...group.kills.map((kill) => kill.recognition.confidence))),
    sentence: `Container ${group.container} grows without end: it was killed for memory after ${told}.`,
    support: [
      ...killEvidence(facts, group),
      {
        kind: "experience",
        source: "attempts of this incident",
        at: facts.at,
        text: `time until the kill: ${told}`,
      },
    ],
    contradictions: [],
    memory,
    rollback: null,
  };
}
