import { parentPort, workerData } from "node:worker_threads";
import { LIBRARY_WITH_MODEL } from "../library-with-model.ts";
import { databasesOf } from "./databases.ts";
import type { Batch, FromWorker, WorkerData } from "./play-in-workers.ts";
import { playBatch } from "./play-simulated.ts";

const { seed, socketFolder, model = "none" } = workerData as WorkerData;
const tell = (message: FromWorker) => parentPort?.postMessage(message);

parentPort?.on("message", ({ names, without }: Batch) => {
  const batch = LIBRARY_WITH_MODEL.filter(({ name }) => names.includes(name));
  const done = playBatch(batch, {
    seed,
    without,
    model,
    newDatabase: databasesOf(socketFolder),
    onPlayed: (played) => tell({ played }),
    signal: new AbortController().signal,
  }).then(() => tell({ isFree: true }));
  // An error that nobody caught ends the worker, and the run with it.
  done.catch((error: unknown) => {
    throw error;
  });
});
