import type { Evidence, IncidentRow, StateRow } from "../evidence.ts";

/** At no moment of the run were two incidents of one problem open: who merged or closed in time was not. */
export function doubledIncidents({ rows }: Evidence): string[] {
  const known = new Map(rows.incidents.map((incident) => [incident.id, incident]));
  const open = new Map<string, Moment>();
  const said = new Map<string, string>();
  for (const state of rows.states) {
    const incident = known.get(state.incidentId);
    if (incident === undefined) continue;
    open.delete(incident.id);
    if (state.status === "closed") continue;
    const now = { incident, state };
    for (const other of open.values()) {
      const which = [other.incident.id, incident.id].sort().join(" and ");
      if (!said.has(which) && isOneProblem(other, now))
        said.set(which, `${which} of ${tell(now)} were open at once, since ${state.at.toISOString()}`);
    }
    open.set(incident.id, now);
  }
  const seen = new Set(rows.states.map(({ incidentId }) => incidentId));
  const unseen = rows.incidents.filter(({ id }) => !seen.has(id));
  return [...said.values(), ...unseen.map(({ id }) => `nobody wrote down how ${id} went`)];
}

interface Moment {
  incident: IncidentRow;
  state: StateRow;
}

/**
 * One subject, and one cause or none yet. One thing at most is wrong in a namespace of the run: it is one problem of two
 * subjects too, unless the one is ill through the other.
 */
function isOneProblem(a: Moment, b: Moment): boolean {
  if (a.state.cause !== b.state.cause) return false;
  if (subjectOf(a) === subjectOf(b)) return true;
  const { namespace } = b.incident;
  const isOnePlace = namespace !== "" && a.incident.namespace === namespace;
  return isOnePlace && b.state.cause !== null && a.state.causedBy === null && b.state.causedBy === null;
}

const subjectOf = ({ incident: { cluster, group, kind, namespace, name } }: Moment): string =>
  [cluster, group, kind, namespace, name].join(" ");

const tell = (moment: Moment): string => `${subjectOf(moment)} ${moment.state.cause ?? "no cause yet"}`;
