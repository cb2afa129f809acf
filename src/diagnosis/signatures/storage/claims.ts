import { describeRef } from "../../../domain/object-ref.ts";
import { recordOf, refOf } from "../../../kubernetes/kubernetes-object.ts";
import { objectDraft } from "../../evidence-drafts.ts";
import type { Facts } from "../../facts.ts";
import { found } from "../../found.ts";
import { nearNames, onlySlip } from "../../near-name.ts";
import type { PodFact } from "../../objects/pod.ts";
import { templateRepair } from "../../repair-of.ts";
import { unlessNew } from "../../revisions/brought-by-newest.ts";
import { pendingScene } from "../../scheduling/pending-scene.ts";
import type { Signature } from "../../signature.ts";
import { type ClaimUse, claimsOf, phaseOf } from "../../storage/claims-of.ts";

/** The pods name a claim that nobody made. */
export const claimMissing: Signature = {
  name: "claim-missing",
  family: "storage",
  explains: [
    {
      cause: "claim-missing",
      evidence: ["the claims that the pod names against those that there are"],
      repairs: ["SetReference"],
    },
  ],
  diagnose(facts) {
    const [first] = waitingClaims(facts).filter(({ use }) => use.claim === undefined);
    // A claim that its controller is about to make is not missing yet.
    if (first === undefined || first.use.pointer === null) return [];
    const { use, pod } = first;
    const { namespace } = facts.object;
    const present = facts.around.claims.map(({ metadata }) => metadata.name);
    const meant = onlySlip(use.claimName, present);
    const near = nearNames(use.claimName, present).map(({ name }) => name);
    const hint =
      near.length > 0
        ? `near it ${near.length === 1 ? "is" : "are"} ${near.slice(0, 4).join(", ")}`
        : `there is ${present.slice(0, 6).join(", ") || "none"}`;
    return [
      found("claim-missing", {
        confidence: unlessNew(facts, 0.96, ({ volumes }) => volumes),
        sentence: `The pods of ${describeRef(facts.object)} wait for PersistentVolumeClaim ${use.claimName}, which does not exist (${hint}).`,
        support: [podDraft(facts, pod), ...(pendingScene(facts)?.support ?? [])],
        repair:
          meant === undefined
            ? null
            : templateRepair(facts, "SetReference", {
                of: "PersistentVolumeClaim",
                part: "name",
                changes: [{ pointer: use.pointer ?? "", from: use.claimName, to: meant }],
                from: use.claimName,
                to: meant,
                basis: `${meant} is the only claim of a near name`,
              }),
        advice: [
          { text: "See which claims there are", command: `kubectl get pvc -n ${namespace}` },
          {
            text: "Make the claim if it should exist",
            manifest: `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: ${use.claimName}\n  namespace: ${namespace}\nspec:\n  accessModes: [ReadWriteOnce]\n  resources:\n    requests:\n      storage: SIZE\n`,
          },
        ],
      }),
    ];
  },
};

/** A claim of the pods is not bound to a volume: the claim is the object to look at. */
export const claimUnbound: Signature = {
  name: "claim-unbound",
  family: "storage",
  explains: [
    {
      cause: "claim-unbound",
      evidence: ["the phase of the claims that the pod waits for; where their volume lies"],
      repairs: [],
    },
  ],
  diagnose(facts) {
    const unbound = waitingClaims(facts).find(
      ({ use }) => use.claim !== undefined && phaseOf(use.claim) !== "Bound",
    );
    const told = pendingScene(facts)?.told;
    const isVolume =
      told === undefined ||
      told.refusals.length === 0 ||
      told.refusals.some(({ refusal }) => refusal === "volume");
    const claim = unbound?.use.claim;
    if (claim !== undefined && (isVolume || !waitsForConsumer(facts, claim))) {
      const { namespace, name } = claim.metadata;
      return [
        found("claim-unbound", {
          confidence: 0.95,
          sentence: `The pods of ${describeRef(facts.object)} wait for PersistentVolumeClaim ${name}, which is ${phaseOf(claim) || "Pending"}.`,
          support: [
            objectDraft(
              { kind: "PersistentVolumeClaim", namespace: namespace ?? "", name },
              facts.at,
              `claim ${name} is ${phaseOf(claim) || "Pending"}`,
            ),
            ...(pendingScene(facts)?.support ?? []),
          ],
          object: refOf(claim),
          advice: [
            { text: "See why it is not bound", command: `kubectl describe pvc -n ${namespace} ${name}` },
          ],
        }),
      ];
    }
    return outOfReach(facts);
  },
};

/** The volume is bound and lies where no node can take the pod. */
function outOfReach(facts: Facts) {
  const scene = pendingScene(facts);
  const refusal = scene?.told.refusals.find(({ text }) =>
    /volume node affinity conflict|PersistentVolume's node affinity|available volume zone/.test(text),
  );
  if (scene === undefined || refusal === undefined) return [];
  const claims = (claimsOf(facts, scene.pod) ?? []).map(({ claimName }) => claimName).join(", ");
  return [
    found("claim-unbound", {
      confidence: 0.9,
      sentence: `No node takes the pods of ${describeRef(facts.object)}: their volume (claim ${claims}) lies in a zone or on a node where there is no place for them.`,
      support: scene.support,
      advice: [
        {
          text: "See where the volume lies",
          command:
            "kubectl get pv -o custom-columns=NAME:.metadata.name,CLAIM:.spec.claimRef.name,WHERE:.spec.nodeAffinity",
        },
        { text: "Bring a node there, or restore the data to a volume elsewhere" },
      ],
    }),
  ];
}

/** Claims of pods that no container of has started yet. */
function waitingClaims(facts: Facts): { pod: PodFact; use: ClaimUse }[] {
  return facts.pods
    .filter(({ phase, isTerminating }) => phase === "Pending" && !isTerminating)
    .flatMap((pod) => (claimsOf(facts, pod) ?? []).map((use) => ({ pod, use })));
}

/** Such a claim is Pending by design until its pod has a node. */
function waitsForConsumer({ around }: Facts, claim: Parameters<typeof phaseOf>[0]): boolean {
  const { storageClassName } = recordOf(claim.spec);
  const own = around.storageClasses.find(({ metadata }) => metadata.name === storageClassName);
  return own?.volumeBindingMode === "WaitForFirstConsumer";
}

const podDraft = (facts: Facts, pod: PodFact) =>
  objectDraft(
    { kind: "Pod", namespace: pod.namespace, name: pod.name },
    facts.at,
    `pod ${pod.name} is ${pod.phase}`,
  );
