import type { Clock } from "../core/clock.ts";
import type { Ids } from "../core/ids.ts";
import { describeRef, groupOf, type ObjectRef } from "../domain/object-ref.ts";
import type { Conclusion } from "./diagnosis.ts";
import { withIds } from "./rank.ts";

const KNOWN_KINDS: ReadonlySet<string> = new Set([
  "/Pod",
  "/ReplicationController",
  "apps/Deployment",
  "apps/ReplicaSet",
  "apps/StatefulSet",
  "apps/DaemonSet",
  "batch/Job",
  "batch/CronJob",
]);

export const isKnownKind = ({ apiVersion, kind }: ObjectRef) =>
  KNOWN_KINDS.has(`${groupOf(apiVersion)}/${kind}`);

/** A controller that we do not know is named and left to a person. */
export function unknownKind(deps: { clock: Clock; ids: Ids }, object: ObjectRef): Conclusion {
  const sentence = `${describeRef(object)} (${object.apiVersion}) is of a kind that is not known here, so its cause must be found by a person.`;
  const source = `kubectl describe ${object.kind.toLowerCase()} -n ${object.namespace} ${object.name}`;
  const at = deps.clock.now().toISOString();
  return {
    kind: "finding",
    finding: {
      cause: "unknown",
      object,
      confidence: 0.3,
      sentence,
      evidence: withIds(deps.ids, [{ kind: "specification", source, at, text: sentence }]),
      ruledOut: [],
      memory: null,
      rollback: null,
      repair: null,
      advice: [],
    },
  };
}
