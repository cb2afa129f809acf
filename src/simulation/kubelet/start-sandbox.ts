import type { Behaviour } from "./behaviour.ts";
import { allContainers, type PodHost } from "./pod-host.ts";

const SANDBOX_MS = 200;
const SYNC_MS = 10_000;

/** Sets up the pod's network and its sandbox, trying again with each sync; `done` once it is there. */
export function startSandbox(host: PodHost, done: () => void): void {
  const { loop, random } = host.deps.api;
  let stuckWith: string | undefined;
  const attempt = (): void => {
    const met = refusalOf(host);
    if (met?.sticks === true) stuckWith = met.message;
    const refusal = stuckWith ?? met?.message;
    if (refusal === undefined) {
      host.runtime.hasSandbox = true;
      done();
      return;
    }
    const why = `rpc error: code = Unknown desc = failed to setup network for sandbox "${random.hex(64)}": ${refusal}`;
    const message = `Failed to create pod sandbox: ${why}`;
    host.record({ type: "Warning", reason: "FailedCreatePodSandBox", message });
    loop.after(host.timer("sandbox"), SYNC_MS * (1 + random.next() / 2), attempt);
  };
  loop.after(host.timer("sandbox"), SANDBOX_MS, attempt);
}

function refusalOf(host: PodHost): Extract<Behaviour, { kind: "no-sandbox" }> | undefined {
  for (const { container } of allContainers(host)) {
    const behaviour = host.deps.behaviourOf(host.pod(), container);
    if (behaviour.kind === "no-sandbox") return behaviour;
  }
  return undefined;
}
