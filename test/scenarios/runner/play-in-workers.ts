import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Scenario } from "../scenario.ts";
import type { ModelMode, Played } from "./play.ts";
import { batchesOf } from "./play-simulated.ts";

export interface WorkerData {
  seed: number;
  socketFolder: string;
  /** Absent: none. */
  model?: ModelMode;
}

/** Scenarios of one cluster, and what the service goes without while it plays them. */
export interface Batch {
  names: string[];
  without: string[];
}

/** A batch to a worker; what each of its scenarios came to, and then that it is free, back. */
export type FromWorker = { played: Played } | { isFree: true };

interface WorkersRun extends WorkerData {
  jobs: number;
  onPlayed(played: Played): void;
  signal: AbortSignal;
}

/** Plays the scenarios on simulated clusters, so many clusters at once, each in a thread of its own. */
export async function playInWorkers(scenarios: readonly Scenario[], run: WorkersRun): Promise<Played[]> {
  const batches = batchesOf(scenarios, run.seed).map((batch) => ({
    names: batch.map(({ name }) => name),
    without: [],
  }));
  const played: Played[] = [];
  await playBatches(batches, {
    ...run,
    onPlayed(one) {
      played.push(one);
      run.onPlayed(one);
    },
  });
  const order = scenarios.map(({ name }) => name);
  return played.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}

export async function playBatches(
  batches: readonly Batch[],
  run: Omit<WorkersRun, "onPlayed"> & {
    onPlayed(played: Played, batch: Batch): void;
    /** Asked before it is begun; absent: all are. */
    isWanted?(batch: Batch): boolean;
  },
): Promise<void> {
  const { seed, socketFolder, model = "none", signal } = run;
  const queue = [...batches];
  const next = (): Batch | undefined => {
    const batch = queue.shift();
    return batch === undefined || (run.isWanted?.(batch) ?? true) ? batch : next();
  };
  const work = async () => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), {
      workerData: { seed, socketFolder, model },
    });
    let current: Batch | undefined;
    worker.on("message", (message: FromWorker) => {
      if (!("isFree" in message) && current !== undefined) run.onPlayed(message.played, current);
    });
    try {
      for (current = next(); current !== undefined; current = next()) {
        worker.postMessage(current);
        await untilFree(worker, signal);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(run.jobs, queue.length) }, work));
}

async function untilFree(worker: Worker, signal: AbortSignal): Promise<void> {
  for (;;) {
    // Rejects with the error that ended the worker.
    const [message] = (await once(worker, "message", { signal })) as [FromWorker];
    if ("isFree" in message) return;
  }
}
