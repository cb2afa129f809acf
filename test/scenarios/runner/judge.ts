import type { Expectation, ObjectName } from "../scenario.ts";
import type { Ending } from "./endings.ts";
import type { Write } from "./world.ts";

export interface Judgement {
  rightClass: boolean;
  rightCause: boolean;
  rightObject: boolean;
  wrongWrites: string[];
  /** What is not as expected, for people. */
  said: string[];
}

interface Place {
  namespace: string;
  isNamespaced(kind: string): boolean;
}

/** What came about, against what should have. Pure. */
export function judge(
  expected: Expectation,
  seen: { endings: readonly Ending[]; writes: readonly Write[]; unasked: readonly string[] },
  place: Place,
): Judgement {
  const wanted = wantedOf(expected);
  const left = [...seen.endings];
  const pairs = paired(wanted, left, place);
  const isAskedFirst = wanted.some((one) => one.isAskedFirst === true);
  const wrongWrites = [
    ...seen.writes.filter((write) => !mayBeWritten(write, wanted, place)).map(describeWrite),
    ...(isAskedFirst ? seen.unasked.map((sentence) => `nobody was asked: ${sentence}`) : []),
  ];
  const said = [
    ...pairs.flatMap(({ one, ending }) => shortfall(one, ending, place)),
    ...left.map((ending) => `beside that: ${describe(ending)}`),
    ...wrongWrites.map((write) => `wrong write: ${write}`),
  ];
  return {
    rightClass: pairs.every(({ one, ending }) => hasClass(one, ending)) && left.length === 0,
    rightCause: pairs.every(({ one, ending }) => hasCause(one, ending)),
    rightObject: pairs.every(({ one, ending }) => hasObject(one, ending, place)),
    wrongWrites,
    said,
  };
}

function wantedOf(expected: Expectation): Expectation[] {
  const next = expected.secondly === undefined ? [] : wantedOf(expected.secondly);
  return [expected, ...next];
}

interface Pair {
  one: Expectation;
  ending: Ending | undefined;
}

/** The best fitting first, so that two faults do not take each other's endings; what no expectation takes stays left. */
function paired(wanted: readonly Expectation[], left: Ending[], place: Place): Pair[] {
  const found = new Map<Expectation, Ending>();
  const open = [...wanted];
  while (open.length > 0 && left.length > 0) {
    const options = open.flatMap((one) => left.map((ending) => ({ one, ending })));
    const best = options
      .filter(({ one, ending }) => !outcomesOf(one).includes("nothing") || hasClass(one, ending))
      .sort((a, b) => fitness(b, place) - fitness(a, place))[0];
    if (best === undefined) break;
    found.set(best.one, best.ending);
    open.splice(open.indexOf(best.one), 1);
    left.splice(left.indexOf(best.ending), 1);
  }
  return wanted.map((one) => ({ one, ending: found.get(one) }));
}

const fitness = ({ one, ending }: Pair, place: Place): number =>
  4 * Number(hasCause(one, ending)) +
  2 * Number(hasClass(one, ending)) +
  Number(hasObject(one, ending, place));

const outcomesOf = ({ outcome, alsoRight }: Expectation) => [outcome, ...(alsoRight?.outcomes ?? [])];

const isNothing = (one: Expectation, ending: Ending | undefined) =>
  ending === undefined && outcomesOf(one).includes("nothing");

const hasClass = (one: Expectation, ending: Ending | undefined): boolean =>
  isNothing(one, ending) || outcomesOf(one).some((outcome) => outcome === ending?.outcome);

const hasCause = (one: Expectation, ending: Ending | undefined): boolean =>
  isNothing(one, ending) || one.causes.some((cause) => cause === ending?.cause);

const hasObject = (one: Expectation, ending: Ending | undefined, place: Place): boolean =>
  isNothing(one, ending) || objectsOf(one).some((object) => isSame(object, ending?.object ?? null, place));

const objectsOf = ({ object, alsoRight }: Expectation): ObjectName[] => [
  ...(object === null ? [] : [object]),
  ...(alsoRight?.objects ?? []),
];

function isSame(wanted: ObjectName, found: ObjectName | null, place: Place): boolean {
  const home = place.isNamespaced(wanted.kind) ? (wanted.namespace ?? place.namespace) : "";
  return wanted.kind === found?.kind && wanted.name === found.name && home === (found.namespace ?? "");
}

function shortfall(one: Expectation, ending: Ending | undefined, place: Place): string[] {
  const isRight = hasClass(one, ending) && hasCause(one, ending) && hasObject(one, ending, place);
  if (isRight) return [];
  const wanted = `${outcomesOf(one).join(" or ")}, ${one.causes.join(" or ") || "no cause"}, ${objectsOf(one)
    .map(({ kind, name }) => `${kind} ${name}`)
    .join(" or ")}`;
  return [`wanted ${wanted}; got ${ending === undefined ? "nothing" : describe(ending)}`];
}

const describe = ({ outcome, cause, object, text }: Ending) =>
  `${outcome}, ${cause}, ${object === null ? "no object" : `${object.kind} ${object.name}`} (${text})`;

const describeWrite = ({ verb, kind, namespace, name, subresource }: Write) =>
  `${verb} ${kind}${subresource === "" ? "" : `/${subresource}`} ${namespace}/${name}`;

/** Objects at fault of a repair may be written, with the pods and Jobs that are theirs. */
function mayBeWritten(write: Write, wanted: readonly Expectation[], place: Place): boolean {
  const isRepair = (one: Expectation) =>
    outcomesOf(one).some((outcome) => outcome === "repaired" || outcome === "proposed");
  const allowed = wanted.flatMap((one) => one.mayWrite ?? (isRepair(one) ? objectsOf(one) : []));
  return allowed.some((object) => {
    if (isSame(object, write, place)) return true;
    const isTheirs = write.kind === "Pod" || (write.kind === "Job" && write.verb === "create");
    const home = object.namespace ?? place.namespace;
    return isTheirs && write.namespace === home && write.name.startsWith(object.name);
  });
}
