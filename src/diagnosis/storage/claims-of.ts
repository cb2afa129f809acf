import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import type { Facts } from "../facts.ts";
import type { PodFact } from "../objects/pod.ts";

/** A volume of a pod that a claim stands behind. */
export interface ClaimUse {
  volume: string;
  claimName: string;
  /** Undefined where it does not exist. */
  claim: KubernetesObject | undefined;
  /** Pointer of the claim's name in the template; null where the controller made it up. */
  pointer: string | null;
}

/** The claims that the pod uses; undefined where claims could not be read. */
export function claimsOf(facts: Facts, pod: PodFact): ClaimUse[] | undefined {
  const { namespace } = facts.object;
  if (facts.gaps.some(({ what }) => what === `PersistentVolumeClaims of ${namespace}`)) return undefined;
  const written = volumesOf(facts.template?.raw.spec);
  return volumesOf(pod.raw.spec).flatMap(({ name, claimName, isEphemeral }) => {
    if (claimName === "" && !isEphemeral) return [];
    // A generic ephemeral volume's claim is named for the pod and the volume.
    const wanted = isEphemeral ? `${pod.name}-${name}` : claimName;
    const index = written.findIndex(
      (one) => one.name === name && one.claimName === claimName && claimName !== "",
    );
    return {
      volume: name,
      claimName: wanted,
      claim: facts.around.claims.find(({ metadata }) => metadata.name === wanted),
      pointer: index < 0 ? null : `/volumes/${index}/persistentVolumeClaim/claimName`,
    };
  });
}

function volumesOf(spec: unknown) {
  const { volumes } = recordOf(spec);
  return (Array.isArray(volumes) ? volumes : [])
    .map(recordOf)
    .map(({ name, persistentVolumeClaim, ephemeral }) => {
      const { claimName } = recordOf(persistentVolumeClaim);
      return {
        name: typeof name === "string" ? name : "",
        claimName: typeof claimName === "string" ? claimName : "",
        isEphemeral: ephemeral !== undefined,
      };
    });
}

export const phaseOf = (claim: KubernetesObject): string => {
  const { phase } = recordOf(claim.status);
  return typeof phase === "string" ? phase : "";
};

/** The volume that a path within a container lies on: that with the longest mount path in front of it. */
export function volumeAt(
  facts: Facts,
  container: string,
  path: string,
): { volume: string; mountPath: string; isReadOnly: boolean } | undefined {
  const spec = recordOf(facts.template?.raw.spec);
  const all = [spec.containers, spec.initContainers]
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .map(recordOf);
  const { volumeMounts } = all.find(({ name }) => name === container) ?? {};
  const mounts = (Array.isArray(volumeMounts) ? volumeMounts : []).map(recordOf).flatMap((mount) => {
    const { name, mountPath, readOnly } = mount;
    if (typeof name !== "string" || typeof mountPath !== "string") return [];
    return [{ volume: name, mountPath: mountPath.replace(/\/$/, ""), isReadOnly: readOnly === true }];
  });
  return mounts
    .filter(({ mountPath }) => path === mountPath || path.startsWith(`${mountPath}/`))
    .toSorted((a, b) => b.mountPath.length - a.mountPath.length)[0];
}

/** The first absolute path that a line names. */
export function pathIn(line: string): string | undefined {
  return /(?:^|[\s'"`(:=])(\/[\w.@+-]{1,100}(?:\/[\w.@+-]{1,100}){0,20})/.exec(line.slice(0, 1000))?.[1];
}
