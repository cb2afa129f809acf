import { isReason } from "../../core/errors.ts";
import { configActionOf } from "../../domain/main-action.ts";
import type { Plan } from "../../domain/plan.ts";
import type { ClusterReader, KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { applyJsonPatch } from "../../kubernetes/json-patch-apply.ts";
import { whyNotSettable } from "../actions/settable-config.ts";
import { readConfig } from "../facts/read-config.ts";

/** Why the ConfigMap of a plan is not as it was shown: other values, another owner, or others that read it by now. */
export async function configMisfit(
  reader: ClusterReader,
  { plan, workload }: { plan: Plan; workload: KubernetesObject | undefined },
  signal: AbortSignal,
): Promise<string | undefined> {
  const action = configActionOf(plan);
  const configMap = action?.parameters.configMap;
  if (action === undefined || configMap === undefined || workload === undefined) return undefined;
  const [config] = await readConfig(reader, { workload, name: configMap.name }, signal);
  if (config === undefined)
    return `ConfigMap ${configMap.name} is not there any more, or it cannot be seen who reads it`;
  const whyNot = whyNotSettable(workload, config.object);
  if (whyNot !== undefined) return whyNot;
  const fresh = config.alsoReadBy.filter((name) => !configMap.alsoReadBy.includes(name));
  if (fresh.length > 0) return `ConfigMap ${configMap.name} is read by ${fresh[0]} too by now`;
  try {
    applyJsonPatch(config.object, action.patch);
    return undefined;
  } catch (error) {
    if (isReason(error, "conflict"))
      return `ConfigMap ${configMap.name} has changed since the plan was made: ${error.message}`;
    throw error;
  }
}
