import { describeRef } from "../../../domain/object-ref.ts";
import type { Repair } from "../../../domain/repair.ts";
import type { KubernetesObject } from "../../../kubernetes/cluster-reader.ts";
import { recordOf, refOf } from "../../../kubernetes/kubernetes-object.ts";
import { tryParseMemory } from "../../../kubernetes/quantity.ts";
import { logDraft } from "../../evidence-drafts.ts";
import type { Facts } from "../../facts.ts";
import { found } from "../../found.ts";
import { type LogLine, lineWith } from "../../logs/log-lines.ts";
import type { Signature } from "../../signature.ts";
import { claimsOf, pathIn, volumeAt } from "../../storage/claims-of.ts";

const FULL =
  /no space left on device|ENOSPC|disk quota exceeded|could not (?:write|extend) file .{1,200}space|disk is full|not enough (?:free )?(?:disk )?space/i;

/** The program says that it cannot write for want of space. */
export const volumeFull: Signature = {
  name: "volume-full",
  family: "storage",
  explains: [
    {
      cause: "volume-full",
      evidence: ["the log: no space left, and the volume that the path lies on"],
      repairs: ["ExpandClaim"],
    },
  ],
  diagnose(facts) {
    const line = lineWith(facts, FULL);
    if (line === undefined) return [];
    const claim = claimAt(facts, line);
    const repair = claim && expansion(facts, claim);
    const where =
      claim === undefined ? "a file system of its own" : `the volume of claim ${claim.metadata.name}`;
    const { namespace } = facts.object;
    return [
      found("volume-full", {
        confidence: claim === undefined ? 0.75 : 0.92,
        sentence: `${describeRef(facts.object)} cannot write any more: ${where} is full.`,
        support: [logDraft(line.log, namespace, line.text, facts.at)],
        ...(claim === undefined ? {} : { object: refOf(claim) }),
        repair: repair ?? null,
        advice: [
          {
            text: "See what fills it",
            command: `kubectl exec -n ${namespace} ${line.log.pod} -c ${line.log.container} -- df -h`,
          },
          {
            text:
              repair == null
                ? "Make room, or move the data to a larger volume: this one cannot grow by itself"
                : "Make it larger, and see what fills it",
          },
        ],
      }),
    ];
  },
};

/** The claim behind the path that the line names; where it names none, the only one that the pod has. */
function claimAt(facts: Facts, { log, text }: LogLine): KubernetesObject | undefined {
  const pod = facts.pods.find(({ name }) => name === log.pod);
  const uses = (pod && claimsOf(facts, pod)) ?? [];
  const path = pathIn(text);
  if (path === undefined) return uses.length === 1 ? uses[0]?.claim : undefined;
  const volume = volumeAt(facts, log.container, path)?.volume;
  return uses.find((one) => one.volume === volume)?.claim;
}

/** Half as much again, where the class lets a claim grow. */
function expansion({ around }: Facts, claim: KubernetesObject): Repair | null {
  const spec = recordOf(claim.spec);
  const own = around.storageClasses.find(({ metadata }) => metadata.name === spec.storageClassName);
  const fromBytes = tryParseMemory(recordOf(recordOf(spec.resources).requests).storage);
  if (own?.allowVolumeExpansion !== true || fromBytes === undefined) return null;
  const gibibyte = 2 ** 30;
  const wanted = Math.ceil((fromBytes * 1.5) / gibibyte) * gibibyte;
  const toBytes = Math.min(wanted, 2 * fromBytes);
  return {
    type: "ExpandClaim",
    target: refOf(claim),
    parameters: {
      fromBytes,
      toBytes,
      basis: `half as much again; class ${own.metadata.name} lets claims grow`,
    },
    isExclusive: false,
  };
}
