import type { Conclusion } from "../../../src/diagnosis/diagnosis.ts";
import type { Finding } from "../../../src/domain/finding.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { createMemoryReader } from "../../support/memory-reader.ts";
import { findingOf, investigate, refOf, type Scene } from "./investigate.ts";
import {
  ago,
  container,
  deployment,
  NOW,
  node,
  type PodPlan,
  pod,
  replicaSet,
  template,
} from "./workload.ts";

export interface DeploymentPlan {
  /** The pod specification of the one revision. */
  spec?: Record<string, unknown>;
  pods?: PodPlan[];
  /** Objects beside those of the Deployment. */
  more?: KubernetesObject[];
  logs?: Record<string, string>;
  replicas?: number;
}

/** One Deployment `web` of one revision with one crash-looping pod, unless said otherwise. */
export function objectsOf(plan: DeploymentPlan = {}): KubernetesObject[] {
  const of = template(plan.spec ?? { containers: [container()] });
  return [
    deployment(of, { replicas: plan.replicas ?? plan.pods?.length ?? 1 }),
    replicaSet("a", 1, { of, created: 300 }),
    ...(plan.pods ?? [{}]).map((each) => pod(of, each)),
    node("node-1"),
    ...(plan.more ?? []),
  ];
}

export function lookAt(plan: DeploymentPlan = {}, scene: Partial<Scene> = {}): Promise<Conclusion> {
  const objects = objectsOf(plan);
  return lookAtObjects(objects, { ...(plan.logs === undefined ? {} : { logs: plan.logs }) }, scene);
}

export function lookAtObjects(
  objects: KubernetesObject[],
  cluster: Partial<Parameters<typeof createMemoryReader>[0]> = {},
  scene: Partial<Scene> = {},
): Promise<Conclusion> {
  const [workload] = objects;
  if (workload === undefined) throw new Error("the first object is the workload");
  const reader = createMemoryReader({ objects, ...cluster });
  return investigate({ reader, workload: refOf(workload), at: NOW, openedAt: ago(60), ...scene });
}

export async function findIn(plan: DeploymentPlan = {}, scene: Partial<Scene> = {}): Promise<Finding> {
  return findingOf(await lookAt(plan, scene));
}

export const whyNot = (finding: Finding, cause: string): string =>
  finding.ruledOut.find((each) => each.cause === cause)?.why ?? "";
