import type { KubeConfig } from "@kubernetes/client-node";
import { classicManifest } from "../../src/cli/demo/stories.ts";
import { type ApiStage, createApiStage } from "../road/api-stage.ts";
import { type Deployment, deploymentSchema, type Pod, podsSchema } from "./classic-state.ts";

/** The classic workload in a namespace of its own. */
export interface ClassicStage {
  namespace: string;
  deployment(): Promise<Deployment>;
  pods(): Promise<Pod[]>;
  /** Changes the first container's limit and nothing else. */
  setLimit(bytes: number): Promise<void>;
  begin(): Promise<void>;
  end(): Promise<void>;
}

export function createClassicStage(kubeConfig: KubeConfig, namespace: string): ClassicStage {
  const stage: ApiStage = createApiStage(kubeConfig);
  const manifest = classicManifest(namespace);
  const folder = `/apis/apps/v1/namespaces/${namespace}/deployments`;
  const path = `${folder}/${manifest.metadata.name}`;
  const deployment = async () => deploymentSchema.parse(await stage.get(path));
  return {
    namespace,
    deployment,
    pods: async () => podsSchema.parse(await stage.get(`/api/v1/namespaces/${namespace}/pods`)).items,
    async setLimit(bytes) {
      const { containers } = (await deployment()).spec.template.spec;
      const [first, ...rest] = containers;
      const limits = { ...first.resources.limits, memory: String(bytes) };
      const changed = { ...first, resources: { ...first.resources, limits } };
      // A merge patch knows lists as a whole alone.
      await stage.merge(path, { spec: { template: { spec: { containers: [changed, ...rest] } } } });
    },
    async begin() {
      const metadata = { name: namespace };
      await stage.create("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata });
      await stage.create(folder, { ...manifest });
    },
    end: () => stage.remove(`/api/v1/namespaces/${namespace}`),
  };
}
