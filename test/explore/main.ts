import { parseArgs } from "node:util";
import { type Explored, explore } from "./explore.ts";
import { titleOf } from "./invariants.ts";
import { PLANTED } from "./planted.ts";
import { LONG, MODEL, QUICK, worldOf } from "./worlds.ts";

const USAGE = `npm run explore [-- OPTIONS]

Every order of the steps of two workers, alerts, people, crashes, changes of the object by others and time, up to a bound,
over the transition table, with what lies beside it as small models; then the same with one guard taken out at a time.

  --quick        the bounds of the test suite
  --states N     most states a case (default 1000000)
  --only TEXT    cases whose name holds it
`;

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    states: { type: "string", default: "1000000" },
    only: { type: "string", default: "" },
    help: { type: "boolean" },
  },
});
if (values.help) process.stdout.write(USAGE);
else process.exitCode = run() ? 0 : 1;

function run(): boolean {
  const mostStates = Number(values.states);
  const isChosen = (name: string) => name.includes(values.only);
  const line = (cells: readonly (string | number)[]) => process.stdout.write(`| ${cells.join(" | ")} |\n`);
  line([
    "case",
    "workers",
    "crashes",
    "changes",
    "words",
    "states",
    "transitions",
    "all seen",
    "ends",
    "s",
    "broken",
  ]);
  line(Array.from({ length: 11 }, () => "---"));
  let isRight = true;
  for (const { nature, bounds, takesOver } of (values.quick ? QUICK : LONG).filter(({ nature }) =>
    isChosen(nature.name),
  )) {
    const began = performance.now();
    const found = explore({ ...MODEL, takesOver }, worldOf(nature, bounds), { mostStates });
    const { workers, crashes, changes } = bounds;
    const { stops = 0, pauses = 0, undos = 0 } = bounds;
    const seconds = ((performance.now() - began) / 1_000).toFixed(1);
    const cells = [nature.name, workers, crashes, changes, `${stops}/${pauses}/${undos}`, ...cellsOf(found)];
    line([...cells, seconds, brokenBy(found)]);
    if (found.violation !== undefined) isRight = false;
  }
  process.stdout.write("\n");
  line(["taken out", "states", "broken"]);
  line(["---", "---", "---"]);
  for (const { name, model, nature, bounds, invariant } of PLANTED.filter((one) => isChosen(one.name))) {
    const found = explore(model, worldOf(nature, bounds), { mostStates });
    line([name, found.states, brokenBy(found)]);
    if (found.violation?.invariant !== invariant) isRight = false;
  }
  return isRight;
}

function cellsOf({ states, transitions, isWhole, ends }: Explored): (string | number)[] {
  return [states, transitions, isWhole ? "yes" : "no", ends.size];
}

function brokenBy({ violation }: Explored): string {
  return violation === undefined ? "none" : `${titleOf(violation)}: ${violation.trace.join("; ")}`;
}
