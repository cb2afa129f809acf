import type { Standing } from "../../domain/experience.ts";
import type { Finding } from "../../domain/finding.ts";
import type { Incident } from "../../domain/incident.ts";
import { readStandings } from "../../incidents/experience/lesson-rows.ts";
import { refOf } from "../../kubernetes/kubernetes-object.ts";
import { workloadPattern } from "../../kubernetes/workload-pattern.ts";
import type { Target } from "../facts/read-target.ts";
import type { RemediationDeps } from "../remediation-deps.ts";

/** By action, how it did before for this cause on objects of this shape. */
export type Standings = ReadonlyMap<string, Standing>;

export function standingsOf(
  deps: Pick<RemediationDeps, "db" | "clock">,
  { incident, finding, target }: { incident: Incident; finding: Finding; target: Target },
): Promise<Standings> {
  const { object } = target;
  const asked = { cluster: incident.cluster, target: refOf(object), cause: finding.cause };
  return readStandings(deps.db, { ...asked, shape: workloadPattern(object) }, deps.clock.now());
}
