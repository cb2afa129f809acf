import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Action } from "../../src/domain/action.ts";
import { type AskedProcess, startAsked } from "./asked-process.ts";

export interface GuardServer {
  port: number;
  /** What the API server must trust. */
  authority: string;
  /** An attempt that does this has just begun, and no other is under way. */
  begin(action: Action): Promise<void>;
  /** Reviews so far, by their decision. */
  reviews(): Promise<{ admitted: number; refused: number }>;
  stop(): Promise<void>;
}

const readySchema = z.object({ port: z.number(), authority: z.string() });
const countsSchema = z.object({ admitted: z.number().default(0), refused: z.number().default(0) });

/** The guard with a ledger of its own, each in its process; `name` is that of the webhook's configuration, whose bundle it keeps. */
export async function startGuardServer(given: { kubeconfig: string; name: string }): Promise<GuardServer> {
  const dataDir = await mkdtemp(join(tmpdir(), "autofix-bench-"));
  const started: AskedProcess[] = [];
  const start = async (file: string, ...args: string[]) => {
    const process = await startAsked(file, args);
    started.unshift(process);
    return process;
  };
  const stop = async () => {
    for (const process of started) await process.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const ledger = await start("ledger-process.ts", dataDir);
    const guard = await start("guard-process.ts", dataDir, given.kubeconfig, given.name);
    return {
      ...readySchema.parse(guard.ready),
      begin: async (action) => void (await ledger.ask(action)),
      reviews: async () => countsSchema.parse(await guard.ask({})),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
