import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { compiledTogether } from "../process.ts";
import type { ClusterAlert, ClusterMessage, ClusterOptions, ClusterOrder } from "./protocol.ts";

export interface ClusterHandle {
  url: string;
  /** Resolves when it is done; rejects with what the cluster says. */
  tell(order: ClusterOrder): Promise<void>;
  stop(): Promise<void>;
}

/** The simulated cluster in another process. */
export async function startCluster(
  options: ClusterOptions,
  onAlert: (alert: ClusterAlert) => void,
): Promise<ClusterHandle> {
  const child = fork(join(import.meta.dirname, "cluster-process.ts"), [JSON.stringify(options)], {
    env: compiledTogether(),
  });
  const waiting = new Map<number, { resolve(): void; reject(error: Error): void }>();
  const { promise: url, resolve, reject } = Promise.withResolvers<string>();
  const ended = once(child, "exit");
  void ended.then(() => {
    const error = new Error("the cluster's process ended");
    reject(error);
    for (const one of waiting.values()) one.reject(error);
  });
  child.on("message", (message: ClusterMessage) => {
    if ("url" in message) resolve(message.url);
    else if ("alert" in message) onAlert(message.alert);
    else if ("done" in message) waiting.get(message.done)?.resolve();
    else waiting.get(message.failed)?.reject(new Error(message.error));
  });
  let ids = 0;
  return {
    url: await url,
    tell(order) {
      ids += 1;
      const id = ids;
      const answer = new Promise<void>((done, failed) => waiting.set(id, { resolve: done, reject: failed }));
      child.send({ id, order });
      return answer.finally(() => waiting.delete(id));
    },
    async stop() {
      waiting.clear();
      child.kill("SIGKILL");
      await ended;
    },
  };
}
