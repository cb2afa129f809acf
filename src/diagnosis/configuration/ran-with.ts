import { conditionOf } from "../../kubernetes/condition-of.ts";
import type { Facts } from "../facts.ts";
import { type Reference, referencesOf } from "../objects/references.ts";
import { lastGood, newestRevision } from "../revisions/last-good.ts";
import type { MissingReference } from "./missing-reference.ts";

/** The Deployment controller keeps this from the moment that the newest ReplicaSet was available in full. */
const WAS_AVAILABLE = "NewReplicaSetAvailable";

/** Why the name cannot be a slip: the workload ran with it, so what it names was there and is gone. */
export function whyNoSlip(facts: Facts, missing: MissingReference): string | undefined {
  const isSame = (one: Reference) =>
    one.of === missing.of && one.name === missing.name && (missing.key === null || one.key === missing.key);
  const good = lastGood(facts)?.good;
  if (good !== undefined && referencesOf(good.template).some(isSame))
    return `revision ${good.number}, which ran, names it too`;
  const newest = newestRevision(facts);
  const serving = facts.pods.find(
    ({ isReady, revision }) => isReady && revision !== "" && revision === newest?.name,
  );
  if (serving !== undefined) return `pod ${serving.name} of the same revision runs with it`;
  const progressing = conditionOf(facts.workload, "Progressing");
  return progressing?.reason === WAS_AVAILABLE && facts.rollout.targetRevision !== ""
    ? "the present template has been available with it"
    : undefined;
}
