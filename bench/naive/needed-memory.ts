import type { KubeConfig } from "@kubernetes/client-node";
import { z } from "zod";
import { createApiStage } from "../road/api-stage.ts";
import type { Pod } from "./classic-state.ts";

const MI = 2 ** 20;
/** What the program asks for, and a MiB for itself; `stress` takes "200M" for 200 MiB. */
export const STATED_NEED_BYTES = 201 * MI;

const summarySchema = z.looseObject({
  pods: z.array(
    z.looseObject({
      podRef: z.looseObject({ uid: z.string() }),
      containers: z.array(
        z.looseObject({ memory: z.looseObject({ workingSetBytes: z.number() }).optional() }),
      ),
    }),
  ),
});

/** The control group's working set by the kubelet's own summary; undefined where the node tells none. */
export async function measuredNeed(
  kubeConfig: KubeConfig,
  pods: readonly Pod[],
): Promise<number | undefined> {
  const stage = createApiStage(kubeConfig);
  const [pod] = pods;
  if (pod?.spec.nodeName === undefined) return undefined;
  const path = `/api/v1/nodes/${pod.spec.nodeName}/proxy/stats/summary`;
  const summary = summarySchema.safeParse(await stage.get(path).catch(() => undefined));
  const told = summary.data?.pods.find(({ podRef }) => podRef.uid === pod.metadata.uid);
  return told?.containers[0]?.memory?.workingSetBytes;
}
