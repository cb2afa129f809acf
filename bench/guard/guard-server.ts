import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Action } from "../../src/domain/action.ts";
import { type AskedProcess, startAsked } from "./asked-process.ts";

/** Somebody whom the API server asks about a write. */
export interface Reviewer {
  port: number;
  /** What the API server must trust. */
  authority: string;
  /** Reviews so far, by their decision. */
  reviews(): Promise<{ admitted: number; refused: number }>;
}

export interface GuardServer {
  guard: Reviewer;
  /** Allows whatever comes. */
  floor: Reviewer;
  /** An attempt that does this has just begun, and no other is under way. */
  begin(action: Action): Promise<void>;
  stop(): Promise<void>;
}

const readySchema = z.object({ port: z.number(), authority: z.string() });
const countsSchema = z.object({ admitted: z.number().default(0), refused: z.number().default(0) });

/**
 * The guard with a ledger of its own, and a webhook that does nothing, each in its process; `name` is that of the guard's
 * configuration, whose bundle it keeps.
 */
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
    const floor = await start("floor-process.ts");
    return {
      guard: reviewer(guard),
      floor: reviewer(floor),
      begin: async (action) => void (await ledger.ask(action)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const reviewer = (process: AskedProcess): Reviewer => ({
  ...readySchema.parse(process.ready),
  reviews: async () => countsSchema.parse(await process.ask({})),
});
