import { argsOf } from "../support/args-of.ts";
import { explore } from "./explore.ts";
import { titleOf } from "./invariants.ts";
import { OUTBOX_LONG, OUTBOX_PLANTED, OUTBOX_QUICK } from "./outbox/cases.ts";
import { exploreOutbox } from "./outbox/explore-outbox.ts";
import { OUTBOX_GUARDS } from "./outbox/world.ts";
import { PLANTED } from "./planted.ts";
import type { Explored } from "./walk.ts";
import { type Case, LONG, MODEL, QUICK, worldOf } from "./worlds.ts";

const USAGE = `npm run explore [-- OPTIONS]

Every order of the steps of two workers, alerts, people, crashes, changes of the object by others and time, up to a bound,
over the transition table, with what lies beside it as small models; then the same with one guard taken out at a time.

  --quick        the bounds of the test suite
  --states N     most states a case (default 1000000)
  --only TEXT    cases whose name holds it
`;

const { values } = argsOf(USAGE, {
  options: {
    quick: { type: "boolean", default: false },
    states: { type: "string", default: "1000000" },
    only: { type: "string", default: "" },
    help: { type: "boolean" },
  },
});
function run(): boolean {
  const mostStates = Number(values.states);
  const isChosen = ({ name }: { name: string }) => name.includes(values.only);
  heads("case", "of", "bounds", "states", "transitions", "all seen", "ends", "s", "broken");
  const results = [
    ...(values.quick ? QUICK : LONG)
      .filter(({ nature }) => isChosen(nature))
      .map((one) => ofCase(one, mostStates)),
    ...(values.quick ? OUTBOX_QUICK : OUTBOX_LONG)
      .filter(({ nature }) => isChosen(nature))
      .map((world) =>
        timed(["messages", ...boundsOf(world.left)], world.nature.name, () =>
          exploreOutbox(OUTBOX_GUARDS, world, { mostStates }),
        ),
      ),
  ];
  line("all", "", "", sumOf(results, "states"), sumOf(results, "transitions"), "", "", "", "");
  process.stdout.write("\n");
  heads("taken out", "states", "broken");
  const planted = [
    ...PLANTED.filter(isChosen).map((one) => ({
      ...one,
      found: explore(one.model, worldOf(one.nature, one.bounds), { mostStates }),
    })),
    ...OUTBOX_PLANTED.filter(isChosen).map((one) => ({
      ...one,
      found: exploreOutbox(one.guards, one.world, { mostStates }),
    })),
  ];
  for (const { name, found } of planted) line(name, found.states, brokenBy(found));
  return (
    results.every(({ violation }) => violation === undefined) &&
    planted.every(({ found, invariant }) => found.violation?.invariant === invariant)
  );
}

function ofCase({ nature, bounds, takesOver }: Case, mostStates: number) {
  return timed(["incidents", ...boundsOf(bounds)], nature.name, () =>
    explore({ ...MODEL, takesOver }, worldOf(nature, bounds), { mostStates }),
  );
}

/** Told as soon as it is known: the next one may take minutes. */
function timed([of = "", ...bounds]: readonly string[], name: string, look: () => Explored): Explored {
  const began = performance.now();
  const found = look();
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  line(name, of, bounds.join(" "), ...cellsOf(found), seconds, brokenBy(found));
  return found;
}

/** "2 workers 1 crashes": what may happen at all. */
const boundsOf = (bounds: object): string[] =>
  Object.entries(bounds).flatMap(([what, most]) => (most === 0 ? [] : [`${most} ${what}`]));

function heads(...cells: readonly string[]): void {
  line(...cells);
  line(...cells.map(() => "---"));
}

function line(...cells: readonly (string | number)[]): void {
  process.stdout.write(`| ${cells.join(" | ")} |\n`);
}

const sumOf = (all: readonly Explored[], what: "states" | "transitions"): number =>
  all.reduce((sum, one) => sum + one[what], 0);

function cellsOf({ states, transitions, isWhole, ends }: Explored): (string | number)[] {
  return [states, transitions, isWhole ? "yes" : "no", ends.size];
}

function brokenBy({ violation }: Explored): string {
  return violation === undefined ? "none" : `${titleOf(violation)}: ${violation.trace.join("; ")}`;
}

if (values.help) process.stdout.write(USAGE);
else process.exitCode = run() ? 0 : 1;
