import type { Action } from "../../domain/action.ts";
import type { Handover } from "../../domain/handover.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { shellQuoted } from "../kubectl.ts";
import type { ChartSource, Source } from "./source.ts";
import { patchedSource, strategicPatch } from "./source-patch.ts";

type Steps = Handover["nextSteps"];

/**
 * What the source's own object can hold, beside the change of manifest or values: a patch in its list of patches, which
 * needs no knowledge of the repository; and how to see under which name a chart's values have it.
 */
export function gitOpsSteps(source: Source | undefined, object: KubernetesObject, action: Action): Steps {
  if (source === undefined) return [];
  return [...patchSteps(source, object, action), ...chartSteps(source)];
}

function patchSteps({ patchable }: Source, object: KubernetesObject, action: Action): Steps {
  if (patchable === null) return [];
  const patch = strategicPatch(object, action);
  if (patch === undefined) return [];
  const { kind, namespace, name, list } = patchable;
  return [
    {
      text: `Or add this element to ${list} of ${kind} ${namespace}/${name}, where that is defined`,
      manifest: patchedSource(patchable, object, patch),
    },
  ];
}

function chartSteps({ chart }: Source): Steps {
  if (chart === null) return [];
  return [
    {
      text: `Which value of chart ${chart.name} decides on it is for the chart to say`,
      command: `helm show values ${chartArguments(chart)}`,
    },
  ];
}

/** From the cluster, so that every word is quoted. */
function chartArguments({ name, repo, version }: ChartSource): string {
  const isOci = repo.startsWith("oci://");
  const at = isOci
    ? shellQuoted(`${repo.replace(/\/$/, "")}/${name}`)
    : `${shellQuoted(name)}${repo === "" ? "" : ` --repo ${shellQuoted(repo)}`}`;
  return `${at}${version === "" ? "" : ` --version ${shellQuoted(version)}`}`;
}
