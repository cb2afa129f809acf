import { describeRef } from "../../domain/object-ref.ts";
import { conditionsOf } from "../../kubernetes/condition-of.ts";
import { recordOf, refOf } from "../../kubernetes/kubernetes-object.ts";
import { objectDraft } from "../evidence-drafts.ts";
import { found } from "../found.ts";
import { finalizersOf, heldByFinalizers, overdueSeconds, STUCK_SECONDS } from "./finalizers.ts";
import type { Investigator } from "./investigator.ts";

/** What the namespace controller says of a deletion, in the order of what it tells most. */
const TELLING = [
  "NamespaceDeletionDiscoveryFailure",
  "NamespaceDeletionGroupVersionParsingFailure",
  "NamespaceFinalizersRemaining",
  "NamespaceDeletionContentFailure",
  "NamespaceContentRemaining",
];

export const namespace: Investigator = {
  apiVersion: "v1",
  kind: "Namespace",
  explains: [
    {
      cause: "finalizer-stuck",
      evidence: ["conditions of the namespace that is being deleted"],
      repairs: [],
    },
  ],
  async investigate(collector, object) {
    const raw = await collector.reader.get(object, collector.signal);
    if (raw === undefined) return undefined;
    const at = collector.clock.now().toISOString();
    const name = describeRef(object);
    const overdue = overdueSeconds(raw, at);
    if (overdue === undefined) return { kind: "healthy", reason: `${name} is there, and nobody deletes it` };
    if (overdue < STUCK_SECONDS)
      return { kind: "wait", seconds: 60, reason: `${name} is being deleted since a moment` };
    const told = conditionsOf(raw)
      .filter(({ type, status }) => status === "True" && TELLING.includes(type))
      .toSorted((a, b) => TELLING.indexOf(a.type) - TELLING.indexOf(b.type));
    const own = recordOf(raw.spec).finalizers;
    const left = [...(Array.isArray(own) ? own.map(String) : []), ...finalizersOf(raw)];
    const why =
      told.length === 0
        ? `its finalizers are ${left.join(", ")}`
        : told.map(({ message }) => message.replace(/\.$/, "")).join("; ");
    const held = heldByFinalizers(raw, {
      at,
      why,
      advice: [
        {
          text: "See what is left in it",
          command: `kubectl api-resources --verbs=list --namespaced -o name | xargs -n 1 kubectl get -n ${object.name} --ignore-not-found --show-kind`,
        },
        ...(told.some(({ type }) => type === "NamespaceDeletionDiscoveryFailure")
          ? [
              {
                text: "An API that is registered does not answer, so that nobody knows what is left: mend or remove it",
                command: "kubectl get apiservices | grep False",
              },
            ]
          : []),
      ],
    });
    const support = told.map((one) =>
      objectDraft(refOf(raw), one.since || at, `${one.type}: ${one.message}`),
    );
    return {
      kind: "candidates",
      candidates: [found(held.cause, { ...held, support: [...held.support, ...support] })],
    };
  },
};
