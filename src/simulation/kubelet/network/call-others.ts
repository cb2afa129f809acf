import type { Behaviour } from "../behaviour.ts";
import { containerEnvironment } from "../config/container-environment.ts";
import { appendLog, type ContainerRuntime } from "../container-runtime.ts";
import type { PodHost } from "../pod-host.ts";
import { clientWords } from "./client-words.ts";
import { unreached } from "./reach.ts";

type Calls = Extract<Behaviour, { kind: "calls" }>;

export interface CallHooks {
  /** Whether all answer has changed. */
  changed(): void;
  exit(afterMs: number): void;
}

const EVERY_MS = 10_000;
/** How long a call hangs that nobody answers, and how long one that is turned down takes. */
const TIMEOUT_MS = 5_000;
const TURNED_DOWN_MS = 200;

/** Makes the calls of one run, now and again and again. */
export function callOthers(host: PodHost, item: ContainerRuntime, calls: Calls, hooks: CallHooks): void {
  const { loop } = host.deps.api;
  const hosts = hostsAtStart(host, item, calls);
  const call = (): boolean => {
    const failed = hosts.flatMap((to) => {
      const why = unreached(host.deps.network, host.pod(), to);
      return why ? [{ to, why }] : [];
    });
    const wasFailing = item.isCallFailing;
    item.isCallFailing = failed.length > 0;
    if (failed.length > 0)
      appendLog(item, calls.failLog ?? failed.flatMap(({ to, why }) => clientWords(calls.client, to, why)));
    if (failed.length > 0 && calls.orElse === "exits") {
      const hangs = failed.some(({ why }) => why.why === "timeout" || why.why === "no-dns");
      hooks.exit(hangs ? TIMEOUT_MS : TURNED_DOWN_MS);
      return wasFailing;
    }
    loop.after(host.timer(`call/${item.name}`), EVERY_MS, () => {
      if (call() !== item.isCallFailing) hooks.changed();
    });
    return wasFailing;
  };
  call();
}

/** A process keeps the environment that it was started with, whatever becomes of the ConfigMap that it came from. */
function hostsAtStart(host: PodHost, { container }: ContainerRuntime, { hosts }: Calls): Calls["hosts"] {
  const environment = containerEnvironment(host.deps.api.store, host.pod(), container);
  const variables = "variables" in environment ? environment.variables : {};
  return hosts.map((to) => {
    const name = /^\$\((\w+)\)$/.exec(to.host)?.[1];
    return name === undefined ? to : { ...to, host: variables[name] ?? to.host };
  });
}
