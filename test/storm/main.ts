import { databasesOf, startDatabases } from "../scenarios/runner/databases.ts";
import { playStorm } from "./play-storm.ts";

/** `npm run storm [-- NUMBER]`: so many workloads break at once, 500 by default; prints what it cost as one JSON object. */
const workloads = Number(process.argv[2] ?? 500);
const { socketFolder, stop } = await startDatabases();
try {
  const { url } = await databasesOf(socketFolder)();
  const signal = AbortSignal.timeout(570_000);
  const record = await playStorm({ workloads, rate: 20, databaseUrl: url, signal });
  const isWithin = record.roots === 1 && record.writesBefore + record.writesDuring <= 5;
  process.stdout.write(`${JSON.stringify({ name: "storm", isWithin, ...record })}\n`);
  process.exitCode = isWithin && record.liftedBy === "recovery" ? 0 : 1;
} finally {
  await stop();
}
