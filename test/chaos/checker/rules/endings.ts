import type { Evidence, IncidentRow, Truth } from "../evidence.ts";

/** What was broken on purpose is known: how each incident ended, and what is left of it. */
export function wrongEndings({ truths, rows, states }: Evidence): string[] {
  return truths.flatMap((truth) => {
    const incidents = rows.incidents.filter(({ namespace }) => namespace === truth.namespace);
    const said = [...endingOf(truth, incidents, rows.attempts), ...leftOf(truth, states)];
    return said.map((text) => `${truth.scenario} in ${truth.namespace}: ${text}`);
  });
}

function leftOf(truth: Truth, states: Evidence["states"]): string[] {
  const objects = states.get(truth.namespace);
  if (objects === undefined) return ["nobody knows what it holds in the end"];
  return [truth.inTheEnd(objects)].filter((text) => text !== undefined);
}

function endingOf(
  truth: Truth,
  incidents: readonly IncidentRow[],
  attempts: Evidence["rows"]["attempts"],
): string[] {
  const isProven = ({ id }: IncidentRow) =>
    attempts.some(({ incidentId, result }) => incidentId === id && result === "verified");
  const fixed = incidents.filter(({ outcome }) => outcome === "fixed");
  const unproven = fixed.filter((one) => one.causedBy === null && !isProven(one));
  const withPerson = incidents.filter(
    ({ status, outcome }) => status === "needs-person" || outcome === "handed-over",
  );
  const open = incidents.filter(({ status }) => status !== "closed" && status !== "needs-person");
  const said = [
    ...unproven.map((one) => `${tell(one)} counts as fixed and nothing was proven`),
    ...open.map((one) => `${tell(one)} never ended`),
  ];
  const isOfCause = ({ cause }: IncidentRow) => cause !== null && truth.causes.includes(cause);
  if (truth.outcome === "nothing")
    return [...said, ...[...fixed, ...withPerson].map((one) => `nothing was wrong, and ${tell(one)}`)];
  if (truth.outcome === "person")
    return [
      ...said,
      ...(withPerson.length === 0 ? [`no person has it: ${all(incidents)}`] : []),
      ...fixed.map(tell),
    ];
  const isFixed = fixed.some((one) => isProven(one) && isOfCause(one));
  return [
    ...said,
    ...(isFixed ? [] : [`it was not repaired: ${all(incidents)}`]),
    ...(isFixed ? withPerson.map((one) => `beside the repair ${tell(one)}`) : []),
  ];
}

const all = (incidents: readonly IncidentRow[]): string =>
  incidents.length === 0 ? "there is no incident" : incidents.map(tell).join("; ");

const tell = ({ kind, name, cause, status, outcome, id }: IncidentRow): string =>
  `${kind} ${name} (${id}): ${cause}, ${status} ${outcome ?? ""}`.trim();
