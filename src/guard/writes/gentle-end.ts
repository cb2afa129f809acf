import { at, textAt } from "../admission/json-value.ts";

/** The server's default where a pod says nothing. */
const USUAL_GRACE_SECONDS = 30;

/**
 * Whether a pod that is deleted gets all of its time to end. With less the API server forgets it while its containers still
 * run, and a StatefulSet's next pod of the name writes to the same volume. The server fills in the pod's own time, and zero
 * for a pod that runs nowhere.
 */
export function endsGently(pod: unknown, options: unknown): boolean {
  const asked = at(options, "gracePeriodSeconds") ?? null;
  if (asked === null) return true;
  const isOver = ["Failed", "Succeeded"].includes(textAt(pod, "status", "phase"));
  if (isOver || textAt(pod, "spec", "nodeName") === "") return true;
  const own = at(pod, "spec", "terminationGracePeriodSeconds");
  return typeof asked === "number" && asked >= (typeof own === "number" ? own : USUAL_GRACE_SECONDS);
}
