import { type Candidate, ruledOut } from "../candidate.ts";
import type { MemoryScene } from "../memory/case.ts";
import { killEvidence, specEvidence } from "../memory/evidence.ts";
import { formatBytes } from "../quantity.ts";
import { round } from "./memory-limit-too-low.ts";

/** The limit of the whole pod (spec.resources, KEP-2837) was reached: raising the container's own would change nothing. */
export function podMemoryLimit(scene: MemoryScene): Candidate {
  const { facts, group, container } = scene;
  const pod = facts.template?.podLimitBytes ?? null;
  if (pod === null) return ruledOut("pod-memory-limit", "the pod has no memory limit of its own");
  const running = (facts.template?.containers ?? []).filter(({ kind }) => kind !== "init");
  const others = running.filter(({ name }) => name !== group.container);
  const own = container?.limitBytes ?? null;
  const sum = others.reduce(
    (total, { limitBytes }) => total + (limitBytes ?? Number.POSITIVE_INFINITY),
    own ?? 0,
  );
  if (own !== null && sum <= pod) {
    return ruledOut(
      "pod-memory-limit",
      `the containers' limits together stay within the pod's ${formatBytes(pod)}, so the container's own was reached first`,
    );
  }
  const needsMore = scene.memory?.declaredNeed && own !== null && own < pod;
  return {
    cause: "pod-memory-limit",
    confidence: round(
      (needsMore ? 0.4 : 0.85) * Math.max(...group.kills.map((kill) => kill.recognition.confidence)),
    ),
    sentence: `Container ${group.container} was killed for memory at the limit of the whole pod, ${formatBytes(pod)}${own === null ? ", for it has none of its own" : `, which its own ${formatBytes(own)} and its neighbours' exceed together`}.`,
    support: [
      ...killEvidence(facts, group),
      specEvidence(facts, `memory limit of the whole pod: ${formatBytes(pod)}`),
    ],
    contradictions: needsMore ? ["its declared need is above its own limit as well"] : [],
    memory: scene.memory,
    rollback: null,
  };
}
