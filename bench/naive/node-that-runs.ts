import type { KubeConfig } from "@kubernetes/client-node";
import { z } from "zod";
import { createApiStage } from "../road/api-stage.ts";

export const NEEDS = "a cluster with a node that runs containers is needed";

const nodesSchema = z.looseObject({
  items: z.array(
    z.looseObject({
      metadata: z.looseObject({ name: z.string() }),
      spec: z.looseObject({ unschedulable: z.boolean().optional() }).optional(),
      status: z.looseObject({
        conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).optional(),
        nodeInfo: z.looseObject({ containerRuntimeVersion: z.string() }).optional(),
      }),
    }),
  ),
});

/** The name of a ready node that has a container runtime; undefined where there is none. */
export async function nodeThatRuns(kubeConfig: KubeConfig): Promise<string | undefined> {
  const { items } = nodesSchema.parse(await createApiStage(kubeConfig).get("/api/v1/nodes"));
  return items.find(
    ({ spec, status }) =>
      spec?.unschedulable !== true &&
      (status.nodeInfo?.containerRuntimeVersion ?? "") !== "" &&
      status.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True"),
  )?.metadata.name;
}
