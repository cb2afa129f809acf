import { redact } from "../../core/redact.ts";
import type { Evidence } from "../../domain/evidence.ts";
import type { Tally } from "../../domain/experience.ts";
import type { Finding } from "../../domain/finding.ts";
import type { Incident } from "../../domain/incident.ts";
import { describeRef } from "../../domain/object-ref.ts";
import type { Database } from "../incident-row.ts";
import { readStandings } from "./lesson-rows.ts";
import { type PastIncident, pastIncidents } from "./past-incidents.ts";

/** What one action did before: on objects of this shape, and on this very one. */
export interface ActionRecord {
  action: string;
  all: Pick<Tally, "held" | "tried">;
  here: Pick<Tally, "held" | "tried">;
}

export interface Experience {
  actions: ActionRecord[];
  incidents: PastIncident[];
}

/** What is remembered of a cause on objects of one shape: actions by how often they were tried, incidents newest first. */
export async function experienceOf(
  db: Database,
  of: {
    incident: Pick<Incident, "id" | "cluster">;
    finding: Pick<Finding, "cause" | "object">;
    shape: string;
  },
  now: Date,
): Promise<Experience> {
  const { incident, finding, shape } = of;
  const { cluster } = incident;
  const { cause } = finding;
  const standings = await readStandings(db, { cluster, target: finding.object, cause, shape }, now);
  const incidents = await pastIncidents(db, { incidentId: incident.id, cluster, cause, shape });
  const actions = [...standings]
    .map(([action, { cluster: all, here }]) => ({ action, all: figures(all), here: figures(here) }))
    .filter(({ all }) => all.tried > 0)
    .toSorted((a, b) => b.all.tried - a.all.tried || a.action.localeCompare(b.action))
    .slice(0, MAX_ACTIONS);
  return { actions, incidents };
}

const MAX_ACTIONS = 5;
const figures = ({ held, tried }: Tally) => ({ held, tried });

/** The same as evidence: it tells what was, and proves nothing of what is. */
export function experienceEvidence(
  experience: Experience,
  given: { nextId: () => string; at: Date },
): Evidence[] {
  const texts = [...experience.actions.map(actionLine), ...experience.incidents.map(incidentLine)];
  const sources = [
    ...experience.actions.map(() => "experience: verified outcomes"),
    ...experience.incidents.map(({ id }) => `incident ${id}`),
  ];
  return texts.map((text, index) => ({
    id: given.nextId(),
    kind: "experience",
    source: sources[index] ?? "",
    at: given.at.toISOString(),
    text: redact(text).slice(0, MAX_TEXT),
  }));
}

const MAX_TEXT = 1_000;

function actionLine({ action, all, here }: ActionRecord): string {
  const local = here.tried === 0 ? "never tried here" : `here ${here.held} of ${here.tried}`;
  return `${action} held ${all.held} of ${all.tried} times for this cause on objects like this one, ${local}`;
}

function incidentLine({ subject, openedAt, outcome, lastAttempt, said }: PastIncident): string {
  const done = lastAttempt === null ? "" : ` (${lastAttempt.action}: ${lastAttempt.result})`;
  const words =
    said === null ? "" : `; ${said.by} said: ${[said.cause, said.text].filter(Boolean).join(": ")}`;
  return `${openedAt}: the same on ${describeRef(subject)} ended as ${outcome ?? "open"}${done}${words}`;
}
