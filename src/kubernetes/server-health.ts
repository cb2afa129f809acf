import { messageOf } from "../core/errors.ts";
import type { ClusterReader } from "./cluster-reader.ts";

/** Wall time that a health check waits for the API server. */
const BOUND_MS = 3_000;

/** Whether the API server answers a read right now; the detail says what is wrong and never holds a credential. */
export async function answersNow(reader: ClusterReader): Promise<{ ok: boolean; detail: string }> {
  const kubeSystem = { apiVersion: "v1", kind: "Namespace", namespace: "", name: "kube-system" };
  try {
    await reader.get(kubeSystem, AbortSignal.timeout(BOUND_MS));
    return { ok: true, detail: "the API server answers" };
  } catch (error) {
    return { ok: false, detail: messageOf(error) };
  }
}

/** Kinds that this process' watch goes without, each a part that is well enough: the rest is seen. */
export function kindsGoneWithout(watch: { refused(): string[] } | undefined) {
  return (watch?.refused() ?? []).map((kind) => ({
    name: `watch of ${kind}`,
    ok: true,
    detail: "not allowed or not served: its silent faults are not seen",
  }));
}
