import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Action } from "../../src/domain/action.ts";
import type { ParentMessage } from "./guard-process.ts";

export interface GuardServer {
  port: number;
  /** An attempt that does this has just begun, and no other is under way. */
  begin(action: Action): Promise<void>;
  /** Reviews so far, by their decision. */
  reviews(): Promise<{ admitted: number; refused: number }>;
  stop(): Promise<void>;
}

const countsSchema = z.object({ admitted: z.number().default(0), refused: z.number().default(0) });

/** The guard with a ledger of its own; `name` is that of the webhook's configuration, whose bundle it keeps. */
export async function startGuardServer(given: { kubeconfig: string; name: string }): Promise<GuardServer> {
  const dataDir = await mkdtemp(join(tmpdir(), "autofix-bench-"));
  const path = fileURLToPath(new URL("guard-process.ts", import.meta.url));
  const child = fork(path, [dataDir, given.kubeconfig, given.name], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  const answer = async (): Promise<unknown> => {
    const gone = ended.then(() => {
      throw new Error("the guard's process ended");
    });
    const [message] = (await Promise.race([once(child, "message"), gone])) as unknown[];
    return message;
  };
  const ask = (message: ParentMessage) => {
    const coming = answer();
    child.send(message);
    return coming;
  };
  const stop = async () => {
    if (child.connected) child.disconnect();
    await ended;
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const { port } = z.object({ port: z.number() }).parse(await answer());
    return {
      port,
      begin: async (action) => void (await ask({ kind: "begin", action })),
      reviews: async () => countsSchema.parse(await ask({ kind: "reviews" })),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
