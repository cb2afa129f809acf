import type { World } from "./world.ts";

/** Nobody works, nothing waits to be read, and each incident is over or with a person who knows of it. */
export function isSettled({ workers, signals, incidents, attempts, turn, wish }: World): boolean {
  return (
    workers.every((held) => held === null) &&
    signals.every(({ isStored, incident }) => !isStored || incident !== null) &&
    turn === null &&
    wish === null &&
    attempts.every(({ result }) => result !== null) &&
    incidents.every(
      ({ status, handover, watchUntil, outcome, causedBy }) =>
        (status === "closed" && (watchUntil === null || outcome !== "fixed")) ||
        (status === "needs-person" && handover !== null) ||
        (causedBy !== null && incidents[Number(causedBy)]?.status === "needs-person"),
    )
  );
}

/** How it ended, without how long that took or how often it was interrupted. */
export function settledAs({ incidents, attempts, object, nature }: World): string {
  return [
    nature.name,
    incidents.map(({ status, outcome, cause }) => `${status} ${outcome ?? "-"} ${cause ?? "-"}`).join(", "),
    attempts
      .map(
        ({ id, undoes, result, from, to }) =>
          `${id}${undoes === null ? "" : "u"} ${from}>${to} ${result ?? "-"}`,
      )
      .join(", "),
    `holds ${object.value} of ${object.uid}`,
  ].join("; ");
}
