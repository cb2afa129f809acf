import type { ContainerRuntime, Hold } from "../container-runtime.ts";
import type { PodHost } from "../pod-host.ts";
import { parseImageName } from "./image-name.ts";

/** The image is on the node after `delayMs`, or the container must wait. Source: images.EnsureImageExists. */
export type ImageVerdict = { delayMs: number } | Hold;

const PULL_MS = 900;
const SIZE = "Image size: 5509784 bytes.";

export function ensureImage(host: PodHost, item: ContainerRuntime): ImageVerdict {
  const { image, imagePullPolicy } = item.container;
  const { node, registry } = host.deps;
  const name = parseImageName(image);
  if ("invalid" in name) {
    const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${name.invalid}`;
    host.record({ type: "Warning", reason: "InspectFailed", message, item });
    return failed(host, item, { reason: "InvalidImageName", message });
  }
  const isThere = node.images.has(name.full) || registry.ruleOf(image)?.isOnNodes === true;
  if (isThere && imagePullPolicy !== "Always") {
    const message = `Container image "${image}" already present on machine`;
    host.record({ type: "Normal", reason: "Pulled", message, item });
    return { delayMs: 0 };
  }
  if (imagePullPolicy === "Never") {
    const message = `Container image "${image}" is not present with pull policy of Never`;
    host.record({ type: "Warning", reason: "ErrImageNeverPull", message, item });
    return failed(host, item, { reason: "ErrImageNeverPull", message });
  }
  return pull(host, item, isThere);
}

function pull(host: PodHost, item: ContainerRuntime, isThere: boolean): ImageVerdict {
  const { image } = item.container;
  const name = parseImageName(image);
  if ("invalid" in name) throw new Error(`${image} was parsed before`);
  const { loop } = host.deps.api;
  const nowMs = loop.nowMs();
  if (item.pullBackOff.remainingMs(item.pullFailedAtMs, nowMs) !== undefined) {
    const message = `Back-off pulling image "${image}"`;
    host.record({ type: "Normal", reason: "BackOff", message, item });
    const why = item.pullError === undefined ? message : `${message}: ErrImagePull: ${item.pullError}`;
    return failed(host, item, { reason: "ImagePullBackOff", message: why });
  }
  host.record({ type: "Normal", reason: "Pulling", message: `Pulling image "${image}"`, item });
  const error = host.deps.registry.pull(name, pullSecrets(host), nowMs);
  if (error !== undefined) {
    const message = `Failed to pull image "${image}": ${error}`;
    host.record({ type: "Warning", reason: "Failed", message, item });
    item.pullFailedAtMs = nowMs;
    item.pullError = error;
    item.pullBackOff.started(nowMs, nowMs);
    return failed(host, item, { reason: "ErrImagePull", message: error });
  }
  host.deps.node.images.add(name.full);
  const takesMs = host.deps.registry.ruleOf(image)?.takesMs ?? PULL_MS;
  const duration = isThere ? "9ms (9ms including waiting)" : durationText(takesMs);
  const message = `Successfully pulled image "${image}" in ${duration}. ${SIZE}`;
  const done = () => host.record({ type: "Normal", reason: "Pulled", message, item });
  if (!isThere && takesMs > PULL_MS) loop.after(host.timer(`pulled/${item.name}`), takesMs, done);
  else done();
  return { delayMs: isThere ? 0 : takesMs };
}

function durationText(ms: number): string {
  const text = (value: number) => (value < 1000 ? `${value}ms` : `${value / 1000}s`);
  return ms === PULL_MS ? "578ms (911ms including waiting)" : `${text(ms)} (${text(ms)} including waiting)`;
}

function failed(host: PodHost, item: ContainerRuntime, hold: Hold): Hold {
  host.record({ type: "Warning", reason: "Failed", message: `Error: ${hold.reason}`, item });
  return hold;
}

/** Names of the pull secrets that exist; of the others an event tells. */
function pullSecrets(host: PodHost): string[] {
  const { namespace = "" } = host.pod().metadata;
  const names = (host.pod().spec.imagePullSecrets ?? []).map(({ name = "" }) => name);
  const isMissing = (name: string) => host.deps.api.store.get("secrets", namespace, name) === undefined;
  const missing = names.filter(isMissing);
  if (missing.length > 0)
    host.record({
      type: "Warning",
      reason: "FailedToRetrieveImagePullSecret",
      message: `Unable to retrieve some image pull secrets (${missing.join(", ")}); attempting to pull the image may not succeed.`,
    });
  return names.filter((name) => !isMissing(name));
}
