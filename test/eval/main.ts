import { LIBRARY_WITH_MODEL } from "../scenarios/library-with-model.ts";
import { startDatabases } from "../scenarios/runner/databases.ts";
import { MODEL_MODES, type ModelMode, type Played } from "../scenarios/runner/play.ts";
import { playInWorkers } from "../scenarios/runner/play-in-workers.ts";
import { argsOf } from "../support/args-of.ts";
import { endOnSignal } from "../support/end-on-signal.ts";
import { coverageOf, coverageTable } from "./coverage.ts";
import { modesTable, rowOf } from "./modes-table.ts";

const USAGE = `npm run eval [-- OPTIONS]

Plays the scenarios with and without a model. Fails where the good model ends one worse than none, or where anything is
written that should not be.

  --mode MODES  of ${MODEL_MODES.join(", ")}, separated by commas (none,good,hostile); real: the model
                of OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL, which costs its tokens
  --seed N      other names, numbers and neighbours (1)
  --only REGEX  those whose family/name it matches
  --json        the last line is one JSON object
  --jobs N      so many clusters at once, a core each (1)
`;

endOnSignal();
const { values } = argsOf(USAGE, {
  options: {
    mode: { type: "string", default: "none,good,hostile" },
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "" },
    json: { type: "boolean", default: false },
    jobs: { type: "string", default: "1" },
  },
});
const [seed, jobs] = [Number(values.seed), Number(values.jobs)];
const isMode = (mode: string): mode is ModelMode => (MODEL_MODES as readonly string[]).includes(mode);
const modes = values.mode.split(",").filter(isMode);
const chosen = LIBRARY_WITH_MODEL.filter(({ family, name }) =>
  new RegExp(values.only).test(`${family}/${name}`),
);
const isAsked =
  modes.length === values.mode.split(",").length &&
  Number.isInteger(seed) &&
  Number.isInteger(jobs) &&
  jobs > 0;

if (!isAsked || chosen.length === 0) {
  process.stderr.write(chosen.length === 0 ? `no scenario matches ${values.only}\n` : USAGE);
  process.exitCode = 2;
} else {
  const { socketFolder, stop: stopDatabases } = await startDatabases();
  try {
    const played = new Map<ModelMode, Played[]>();
    for (const mode of modes) {
      const onPlayed = ({ said, seconds, family, name }: Played) =>
        process.stderr.write(
          `${mode.padEnd(8)}${said.length === 0 ? "ok  " : "FAIL"} ${seconds.toFixed(1).padStart(6)} s  ${family} / ${name}\n${said.map((text) => `       ${text}\n`).join("")}`,
        );
      played.set(
        mode,
        await playInWorkers(chosen, {
          seed,
          jobs,
          socketFolder,
          model: mode,
          onPlayed,
          signal: AbortSignal.any([]),
        }),
      );
    }
    const rows = [...played].map(([mode, of]) => rowOf(mode, of));
    const coverages = (["good", "real"] as const).flatMap((mode) => {
      const [without, withModel] = [played.get("none"), played.get(mode)];
      return without === undefined || withModel === undefined
        ? []
        : [{ mode, ...coverageOf(without, withModel) }];
    });
    process.stdout.write(`${modesTable(rows)}\n`);
    for (const coverage of coverages)
      process.stdout.write(`\n${coverage.mode}\n${coverageTable(coverage)}\n`);
    if (values.json)
      process.stdout.write(
        `${JSON.stringify({ seed, totals: rows, coverages, rows: Object.fromEntries(played) })}\n`,
      );
    // Whoever brings a model of their own reads its figures; the stand-in must not end anything worse.
    const isWorse = coverages.some(({ mode, worse }) => mode === "good" && worse.length > 0);
    process.exitCode = isWorse || rows.some(({ wrongWrites }) => wrongWrites > 0) ? 1 : 0;
  } finally {
    await stopDatabases();
  }
}
