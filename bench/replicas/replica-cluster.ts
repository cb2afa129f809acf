import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { ClockScale } from "../../src/core/clock.ts";

export type ParentMessage = { kind: "apply"; objects: object[] } | { kind: "log" };

const logSchema = z.object({
  /** The writes that were carried out, as the API server's own log has them. */
  patches: z.array(z.object({ namespace: z.string(), name: z.string(), attempt: z.string() })),
  /** Watches of pods that were begun. */
  watches: z.number(),
});

export interface ReplicaCluster {
  url: string;
  scale: ClockScale;
  apply(objects: object[]): Promise<void>;
  log(): Promise<z.infer<typeof logSchema>>;
  stop(): Promise<void>;
}

/** `rate` seconds of the cluster pass in one of ours. */
export async function startReplicaCluster(rate: number): Promise<ReplicaCluster> {
  const originMs = Date.now();
  const script = fileURLToPath(new URL("cluster-process.ts", import.meta.url));
  const child = fork(script, [String(originMs), String(rate)]);
  const ended = once(child, "exit");
  const answer = async () => (await Promise.race([once(child, "message"), ended]))[0] as unknown;
  const { url } = z.object({ url: z.string() }).parse(await answer());
  // One question at a time: the answers carry no number.
  let last: Promise<unknown> = Promise.resolve();
  const ask = (message: ParentMessage) => {
    const asked = last.then(() => {
      const coming = answer();
      child.send(message);
      return coming;
    });
    last = asked;
    return asked;
  };
  return {
    url,
    scale: { originMs, anchorMs: originMs, rate },
    apply: async (objects) => void (await ask({ kind: "apply", objects })),
    log: async () => logSchema.parse(await ask({ kind: "log" })),
    async stop() {
      child.disconnect();
      await ended;
    },
  };
}
