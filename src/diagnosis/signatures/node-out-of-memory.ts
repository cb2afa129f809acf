import type { EvidenceDraft } from "../candidate.ts";
import { type Candidate, ruledOut } from "../candidate.ts";
import type { NodeFact } from "../facts.ts";
import type { MemoryScene } from "../memory/case.ts";
import { killEvidence } from "../memory/evidence.ts";
import { isOfWholeNode, overlaps } from "../memory/recognise.ts";
import { round } from "./memory-limit-too-low.ts";

const SAME_TIME_SECONDS = 60;
/** A container that uses less than this share of its limit did not reach it. */
const FAR_BELOW = 0.6;

/** The node as a whole ran out, and its kernel chose this container: more memory for it would make that worse. */
export function nodeOutOfMemory(scene: MemoryScene): Candidate {
  const { facts, group } = scene;
  const nodes = facts.nodes.filter((node) => group.kills.some((kill) => kill.node === node.name));
  const signs = nodes.flatMap((node) => signsOf(scene, node));
  const own = ownSigns(scene);
  const confidence = confidenceOf([...signs, ...own]);
  if (confidence === 0) return ruledOut("node-out-of-memory", whyNot(scene, nodes));
  const names = [...new Set(group.kills.map((kill) => kill.node))].join(", ");
  return {
    cause: "node-out-of-memory",
    confidence: round(confidence * Math.max(...group.kills.map((kill) => kill.recognition.confidence))),
    sentence: `Node ${names} ran out of memory and its kernel chose container ${group.container}: ${[...own, ...signs].map(({ text }) => text).join("; ")}.`,
    support: [...killEvidence(facts, group), ...[...signs, ...own].map(({ evidence }) => evidence)],
    contradictions: [],
    memory: scene.memory,
    rollback: null,
  };
}

interface Sign {
  name: "no-limit" | "system-oom" | "pressure" | "far-below" | "others";
  text: string;
  evidence: EvidenceDraft;
}

/**
 * Several pods at once is a sign beside another one alone, for two workloads may well reach their own limits together;
 * so are samples, for a short spike passes between two of them.
 */
function confidenceOf(signs: readonly Sign[]): number {
  const has = (name: Sign["name"]) => signs.some((sign) => sign.name === name);
  if (has("no-limit")) return 0.9;
  if (has("system-oom")) return 0.92;
  const count = ["pressure", "far-below", "others"].filter((name) => has(name as Sign["name"])).length;
  return count >= 2 ? 0.9 : has("far-below") || has("pressure") ? 0.5 : 0;
}

function signsOf({ group }: MemoryScene, node: NodeFact): Sign[] {
  const kills = group.kills.filter((kill) => kill.node === node.name);
  const isNear = (event: { firstAt: string; lastAt: string }) =>
    kills.some((kill) => overlaps(event, kill.finishedAt, kill.finishedAt, SAME_TIME_SECONDS));
  const sign = (name: Sign["name"], text: string, at: string): Sign => ({
    name,
    text,
    evidence: { kind: "node", source: `kubectl describe node ${node.name}`, at, text },
  });
  const system = node.events.find((event) => isOfWholeNode(event) && isNear(event));
  const others = node.otherKills.filter(
    ({ finishedAt, restartCount }) =>
      // A container that crash-loops under its own limit is always "at the same time".
      restartCount <= 1 && isNear({ firstAt: finishedAt, lastAt: finishedAt }),
  );
  const latest = kills[0]?.finishedAt ?? "";
  return [
    ...(system === undefined
      ? []
      : [sign("system-oom", `${system.reason}: ${system.message}`, system.lastAt)]),
    ...(node.hasMemoryPressure
      ? [sign("pressure", `node ${node.name} reports MemoryPressure`, node.pressureSince ?? latest)]
      : []),
    ...(others.length === 0
      ? []
      : [
          sign(
            "others",
            `also killed there at that time: ${others
              .slice(0, 5)
              .map(({ pod }) => pod)
              .join(", ")}`,
            latest,
          ),
        ]),
  ];
}

function ownSigns(scene: MemoryScene): Sign[] {
  const { facts, group, container } = scene;
  const at = group.kills[0]?.finishedAt ?? facts.at;
  const { kind, namespace, name } = facts.object;
  const source = `kubectl get ${kind.toLowerCase()} -n ${namespace} ${name} -o yaml`;
  // A LimitRange gives a limit to pods whose template has none.
  const isUnbounded = container?.limitBytes === null && group.kills.every((kill) => kill.limitBytes === null);
  if (isUnbounded && (facts.template?.podLimitBytes ?? null) === null) {
    const text = `container ${group.container} has no memory limit, so only the node's memory bounds it`;
    return [{ name: "no-limit", text, evidence: { kind: "specification", source, at, text } }];
  }
  const limit = container?.limitBytes ?? null;
  const killed = new Set(group.kills.map((kill) => kill.podName));
  const peak = Math.max(
    0,
    ...facts.samples
      .filter(
        (sample) =>
          sample.from === "prometheus" && sample.container === group.container && killed.has(sample.pod),
      )
      .map(({ bytes }) => bytes),
  );
  if (limit === null || peak === 0 || peak >= limit * FAR_BELOW || scene.memory?.declaredNeed) return [];
  const text = `it never used more than ${Math.round((peak / limit) * 100)} % of its limit before the kill`;
  return [
    {
      name: "far-below",
      text,
      evidence: { kind: "sample", source: "Prometheus, container_memory_working_set_bytes", at, text },
    },
  ];
}

function whyNot(scene: MemoryScene, nodes: readonly NodeFact[]): string {
  if (nodes.length === 0) return "the container has a limit of its own; its node could not be looked at";
  const names = nodes.map(({ name }) => name).join(", ");
  const others = nodes.every(({ areOthersKnown }) => areOthersKnown)
    ? "and no pod of another workload was first killed at the same time"
    : "though the other pods there could not be read";
  return `container ${scene.group.container} has a limit of its own, node ${names} reports no memory pressure and no kill for the whole node, ${others}`;
}
