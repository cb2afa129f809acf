import type { ContainerRuntime } from "../container-runtime.ts";
import type { PodHost } from "../pod-host.ts";
import { containerEnvironment } from "./container-environment.ts";

/** Why the container cannot be configured (CreateContainerConfigError), in the kubelet's words and order. */
export function configError(host: PodHost, item: ContainerRuntime): string | undefined {
  const environment = containerEnvironment(host.deps.api.store, host.pod(), item.container);
  return "error" in environment ? environment.error : runAsRootError(host, item);
}

/** Source: kuberuntime's verifyRunAsNonRoot. */
function runAsRootError(host: PodHost, item: ContainerRuntime): string | undefined {
  const pod = host.pod();
  const context = { ...pod.spec.securityContext, ...item.container.securityContext };
  if (context.runAsNonRoot !== true) return undefined;
  const { name, namespace, uid } = pod.metadata;
  const where = `(pod: "${name}_${namespace}(${uid})", container: ${item.name})`;
  if (context.runAsUser === 0) return `container's runAsUser breaks non-root policy ${where}`;
  const isRoot = host.deps.registry.ruleOf(item.container.image)?.runsAsRoot === true;
  if (context.runAsUser === undefined && isRoot)
    return `container has runAsNonRoot and image will run as root ${where}`;
  return undefined;
}
