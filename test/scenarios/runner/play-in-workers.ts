import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Scenario } from "../scenario.ts";
import type { Played } from "./play.ts";
import { batchesOf } from "./play-simulated.ts";

export interface WorkerData {
  seed: number;
  socketFolder: string;
}

/** A batch's names to a worker; what each of them came to, and then that it is free, back. */
export type FromWorker = { played: Played } | { isFree: true };

/** Plays the scenarios on simulated clusters, so many clusters at once, each in a thread of its own. */
export async function playInWorkers(
  scenarios: readonly Scenario[],
  run: WorkerData & { jobs: number; onPlayed(played: Played): void; signal: AbortSignal },
): Promise<Played[]> {
  const { seed, socketFolder, signal } = run;
  const queue = batchesOf(scenarios, seed).map((batch) => batch.map(({ name }) => name));
  const played: Played[] = [];
  const work = async () => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), {
      workerData: { seed, socketFolder },
    });
    worker.on("message", (message: FromWorker) => {
      if ("isFree" in message) return;
      played.push(message.played);
      run.onPlayed(message.played);
    });
    try {
      for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) {
        worker.postMessage(batch);
        await untilFree(worker, signal);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(run.jobs, queue.length) }, work));
  const order = scenarios.map(({ name }) => name);
  return played.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}

async function untilFree(worker: Worker, signal: AbortSignal): Promise<void> {
  for (;;) {
    // Rejects with the error that ended the worker.
    const [message] = (await once(worker, "message", { signal })) as [FromWorker];
    if ("isFree" in message) return;
  }
}
