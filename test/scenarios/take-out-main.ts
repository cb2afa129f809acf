import { availableParallelism } from "node:os";
import { argsOf } from "../support/args-of.ts";
import { endOnSignal } from "../support/end-on-signal.ts";
import { LIBRARY } from "./library.ts";
import { startDatabases } from "./runner/databases.ts";
import { takeOut } from "./runner/take-out.ts";

const USAGE = `npm run takeout [-- OPTIONS]

Takes each signature and each investigator out in turn and plays scenarios of its causes: some of them must fail.

  --seed N      other names, numbers and neighbours (1)
  --only REGEX  those whose name it matches
  --jobs N      so many clusters at once, a core each
`;

endOnSignal();
const { values } = argsOf(USAGE, {
  options: {
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "" },
    jobs: { type: "string", default: String(availableParallelism()) },
  },
});
const [seed, jobs] = [Number(values.seed), Number(values.jobs)];

if (!Number.isInteger(seed) || !Number.isInteger(jobs) || jobs < 1) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  const { socketFolder, stop: stopDatabases } = await startDatabases();
  try {
    const taken = await takeOut(LIBRARY, {
      seed,
      jobs,
      socketFolder,
      signal: AbortSignal.any([]),
      only: new RegExp(values.only),
      onTakenOut: ({ name, missedBy, tried }) => {
        const isMissed = missedBy.length > 0;
        const by = isMissed ? missedBy.join(", ") : `none of ${tried.join(", ") || "no scenario"}`;
        process.stderr.write(`${isMissed ? "ok  " : "FAIL"} ${name}: missed by ${by}\n`);
      },
    });
    const unmissed = taken.filter(({ missedBy }) => missedBy.length === 0).map(({ name }) => name);
    process.stdout.write(`${taken.length} taken out, not missed: ${unmissed.join(", ") || "none"}\n`);
    process.exitCode = unmissed.length === 0 ? 0 : 1;
  } finally {
    await stopDatabases();
  }
}
