import { type ContainerRuntime, isSidecar } from "./container-runtime.ts";
import type { PodHost } from "./pod-host.ts";

type Place = Pick<PodHost, "pod" | "runtime">;

const policyOf = (host: Place, item: ContainerRuntime): string =>
  isSidecar(item) ? "Always" : (host.pod().spec.restartPolicy ?? "Always");

/** One that runs before the others, to its end. */
export const isInit = (host: Place, item: ContainerRuntime): boolean =>
  host.runtime.init.includes(item) && !isSidecar(item);

/** Whether a container that ended so is started again; an init container that ended well has done its part. */
export function mayRestart(host: Place, item: ContainerRuntime, exitCode: number): boolean {
  const policy = policyOf(host, item);
  if (policy === "Always" && !isInit(host, item)) return true;
  return policy !== "Never" && exitCode !== 0;
}

/** Whether one that a probe wants gone is started again. */
export const isRestartedAfterKill = (host: Place, item: ContainerRuntime): boolean =>
  policyOf(host, item) !== "Never";
