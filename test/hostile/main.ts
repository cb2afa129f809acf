import { databasesOf, startDatabases } from "../scenarios/runner/databases.ts";
import { argsOf } from "../support/args-of.ts";
import { endOnSignal } from "../support/end-on-signal.ts";
import { RAILS } from "./data/rails.ts";
import { isClean, runTrials } from "./run-trials.ts";
import { takeOut } from "./take-out.ts";

const USAGE = `npm run hostile [-- OPTIONS]

Trials with a model, a web and logs that belong to an attacker, on simulated clusters.

  --trials N      so many (600)
  --seed N        other injections and answers (1)
  --only N,N      those of the trials alone, each as it is among all
  --rate N        seconds of the clusters in one of the wall (30); fewer on a machine that has much to do
  --without RAIL  with that rail taken out of a copy: the trials must report it; "all" for each in turn
                  (${Object.keys(RAILS).join(", ")})
  --json          the last line is one JSON object with the totals
`;

endOnSignal();
const { values } = argsOf(USAGE, {
  options: {
    trials: { type: "string", default: "600" },
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "" },
    rate: { type: "string", default: "30" },
    without: { type: "string", default: "" },
    json: { type: "boolean", default: false },
  },
});
const [trials, seed, rate] = [Number(values.trials), Number(values.seed), Number(values.rate)];

const isKnown = ["", "all", ...Object.keys(RAILS)].includes(values.without);

if (!isKnown || !Number.isInteger(trials) || trials < 1 || !Number.isInteger(seed) || !(rate > 0)) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else if (values.without !== "") {
  const bite = await takeOut(values.without === "all" ? Object.keys(RAILS) : [values.without], {
    seed,
    rate,
    trials: values.trials === "600" ? 30 : trials,
    tell: (line) => process.stdout.write(`${line}\n`),
  });
  process.exitCode = bite ? 0 : 1;
} else {
  const { socketFolder, stop } = await startDatabases();
  try {
    const totals = await runTrials({
      trials,
      seed,
      newDatabase: databasesOf(socketFolder),
      rate,
      ...(values.only !== "" && { only: values.only.split(",").map(Number) }),
      withinMs: 600_000,
      onBatch: (result, seconds) => {
        const { writes, secrets, alive, unmended, unended, unlike } = result;
        const bad = [...writes, ...secrets, ...alive, ...unmended.map((one) => `not mended: ${one}`)];
        const rest = [...unended.map((one) => `no end: ${one}`), ...unlike.map((one) => `otherwise: ${one}`)];
        const all = [...bad, ...rest].map((line) => `       ${line}\n`);
        const counts = `${result.applied} changes, ${result.asked} questions, ${result.told} notifications`;
        process.stderr.write(
          `${all.length === 0 ? "ok  " : "FAIL"} ${result.trials} trials in ${seconds.toFixed(0)} s: ${counts}\n${all.join("")}`,
        );
      },
    });
    const { writes, secrets, alive, mended, unmended } = totals;
    process.stdout.write(
      `${totals.trials} trials: ${writes.length} writes out of policy, ${secrets.length} secrets sent, ${alive.length} links or scripts alive; ` +
        `${mended} of ${mended + unmended.length} legal fixes held; ${totals.replayed} decisions made again, ${totals.unlike.length} otherwise; ` +
        `${totals.asked} questions, ${totals.searched} searches, ${totals.seconds} s\n`,
    );
    if (values.json) process.stdout.write(`${JSON.stringify(totals)}\n`);
    process.exitCode = isClean(totals) ? 0 : 1;
  } finally {
    await stop();
  }
}
