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
  seen: { endings: readonly Ending[]; writes: readonly Write[] },
  place: Place,
): Judgement {
  const wanted = wantedOf(expected);
  const left = [...seen.endings];
  const pairs = wanted.map((one) => ({ one, ending: takeBest(one, left, place) }));
  const wrongWrites = seen.writes.filter((write) => !mayBeWritten(write, wanted, place)).map(describeWrite);
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

function takeBest(one: Expectation, left: Ending[], place: Place): Ending | undefined {
  const score = (ending: Ending) =>
    4 * Number(hasClass(one, ending)) +
    2 * Number(hasObject(one, ending, place)) +
    Number(hasCause(one, ending));
  const best = left.reduce<Ending | undefined>(
    (found, ending) => (found === undefined || score(ending) > score(found) ? ending : found),
    undefined,
  );
  const isIdle = best !== undefined && outcomesOf(one).includes("nothing") && score(best) < 4;
  if (best === undefined || isIdle) return undefined;
  left.splice(left.indexOf(best), 1);
  return best;
}

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
