import { describeRef } from "../../domain/object-ref.ts";
import { recordOf, refOf } from "../../kubernetes/kubernetes-object.ts";
import { collectEvents } from "../collectors/events.ts";
import { eventDraft, objectDraft } from "../evidence-drafts.ts";
import { found } from "../found.ts";
import { finalizersOf, heldByFinalizers, overdueSeconds, STUCK_SECONDS } from "./finalizers.ts";
import type { Investigator } from "./investigator.ts";

export const persistentVolume: Investigator = {
  apiVersion: "v1",
  kind: "PersistentVolume",
  explains: [
    { cause: "finalizer-stuck", evidence: ["finalizers of a volume that is being deleted"], repairs: [] },
  ],
  async investigate(collector, object) {
    const raw = await collector.reader.get(object, collector.signal);
    if (raw === undefined) return undefined;
    const at = collector.clock.now().toISOString();
    const name = describeRef(object);
    const overdue = overdueSeconds(raw, at);
    if (overdue !== undefined && overdue >= STUCK_SECONDS)
      return {
        kind: "candidates",
        candidates: [
          heldByFinalizers(raw, {
            at,
            why: `it is held by ${finalizersOf(raw).join(", ") || "something that shows no name"}`,
          }),
        ],
      };
    if (overdue !== undefined)
      return { kind: "wait", seconds: 60, reason: `${name} is being deleted since a moment` };
    const { phase, message, reason } = recordOf(raw.status);
    if (phase !== "Failed")
      return { kind: "healthy", reason: `${name} is ${String(phase)}, which is no failure` };
    const events = await collectEvents(collector, [
      { kind: "PersistentVolume", namespace: "default", name: object.name },
    ]);
    const says = [reason, message].filter((one) => typeof one === "string" && one !== "").join(": ");
    return {
      kind: "candidates",
      candidates: [
        found("unknown", {
          confidence: 0.5,
          sentence: `${name} has failed${says === "" ? "" : `: ${says}`}; its data is for a person to look after.`,
          support: [
            objectDraft(refOf(raw), at, `phase is Failed${says === "" ? "" : `: ${says}`}`),
            ...events.slice(0, 5).map(eventDraft),
          ],
          advice: [
            {
              text: "See why it could not be given back or deleted",
              command: `kubectl describe pv ${object.name}`,
            },
          ],
        }),
      ],
    };
  },
};
