import { describeRef } from "../../domain/object-ref.ts";
import { recordOf, refOf } from "../../kubernetes/kubernetes-object.ts";
import { objectDraft } from "../evidence-drafts.ts";
import { found } from "../found.ts";
import { claimUnbound } from "./claim-unbound.ts";
import { finalizersOf, heldByFinalizers, overdueSeconds, STUCK_SECONDS } from "./finalizers.ts";
import type { Investigator } from "./investigator.ts";
import { listObjects } from "./list-objects.ts";
import { volumeFull } from "./volume-full.ts";

export const claim: Investigator = {
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  explains: [
    {
      cause: "claim-unbound",
      evidence: ["the claim's events, its class, and the volumes that could fit"],
      repairs: [],
    },
    {
      cause: "volume-full",
      evidence: [
        "kubelet or Prometheus: bytes in use",
        "events of the expansion; whether the class allows one",
      ],
      repairs: ["ExpandClaim"],
    },
    {
      cause: "finalizer-stuck",
      evidence: ["finalizers of a claim that is being deleted, and who uses it"],
      repairs: [],
    },
  ],
  async investigate(collector, object, input, prometheus) {
    const raw = await collector.reader.get(object, collector.signal);
    if (raw === undefined) return undefined;
    const at = collector.clock.now().toISOString();
    const pods = (await listObjects(collector, ["v1", "Pod"], { namespace: object.namespace })).filter(
      (pod) => uses(pod, object.name),
    );
    const scene = { raw, object: refOf(raw), at, pods, signals: input.signals, prometheus };
    const overdue = overdueSeconds(raw, at);
    if (overdue !== undefined) {
      const users = pods
        .map(({ metadata }) => metadata.name)
        .slice(0, 3)
        .join(", ");
      const isGuarded = finalizersOf(raw).every((one) => one === "kubernetes.io/pvc-protection");
      if (isGuarded && pods.length > 0)
        return {
          kind: "healthy",
          reason: `${describeRef(object)} is deleted as soon as ${users} no longer uses it, as it should be`,
        };
      if (overdue < STUCK_SECONDS)
        return {
          kind: "wait",
          seconds: 60,
          reason: `${describeRef(object)} is being deleted since a moment`,
        };
      return {
        kind: "candidates",
        candidates: [heldByFinalizers(raw, { at, why: `it is held by ${finalizersOf(raw).join(", ")}` })],
      };
    }
    const { phase } = recordOf(raw.status);
    if (phase === "Pending") return claimUnbound(collector, scene);
    if (phase === "Lost")
      return {
        kind: "candidates",
        candidates: [
          found("claim-unbound", {
            confidence: 0.95,
            sentence: `${describeRef(object)} is lost: its volume ${String(recordOf(raw.spec).volumeName)} does not exist any more.`,
            support: [objectDraft(object, at, "phase is Lost")],
            advice: [
              { text: "Bring the volume or its data back from where it is kept; a new claim starts empty" },
            ],
          }),
        ],
      };
    return volumeFull(collector, scene);
  },
};

function uses(pod: Parameters<typeof refOf>[0], claimName: string): boolean {
  const { volumes } = recordOf(pod.spec);
  return (
    Array.isArray(volumes) &&
    volumes.some((volume) => recordOf(recordOf(volume).persistentVolumeClaim).claimName === claimName)
  );
}
