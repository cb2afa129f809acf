import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import type { PodFact } from "../objects/pod.ts";
import { secondsSince } from "../since.ts";

/** Pods that have to make room are given their grace, which is seldom longer. */
const ROOM_SECONDS = 300;

/** The scheduler has found it a node on which pods of lower priority are being ended for it: it comes by itself. */
export function isNominated(pod: PodFact, at: string): boolean {
  const { nominatedNodeName } = recordOf(pod.raw.status);
  const since = pod.conditions.find(({ type }) => type === "PodScheduled")?.since || pod.createdAt;
  return (
    typeof nominatedNodeName === "string" &&
    nominatedNodeName !== "" &&
    secondsSince(at, since) < ROOM_SECONDS
  );
}
