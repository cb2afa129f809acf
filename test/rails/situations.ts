import type { Incident } from "../../src/domain/incident.ts";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { isOver, isPut } from "../remediation/support/repair-road.ts";
import type { Road } from "../remediation/support/road.ts";
import { killed, plainDeployment } from "../remediation/support/workloads.ts";

/** In which one rail alone stands between a workload in need and a write. */
export interface Situation {
  what: string;
  namespace: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  /** Looks at most, one after the other. */
  looks?: number;
  /** What somebody tries while it waits; absent: nothing. */
  next?: (incident: Incident) => Promise<unknown>;
}

/** Until the workload's incident is over or waits for somebody, and a while longer: what the service wrote there. */
export async function writesOf(
  road: Road,
  { namespace, labels, annotations, next, looks = MOST_STEPS }: Situation,
): Promise<string> {
  const ref = await killed(road, webIn(namespace, { labels, annotations }));
  const { id } = await road.open(ref);
  const put = await driveWhileItMoves(road, id, looks);
  await next?.(put);
  await driveWhileItMoves(road, id, looks);
  return writtenIn(road, namespace);
}

/** What the API server's log tells of the service's writes there. */
export function writtenIn(road: Road, namespace: string): string {
  return road.cluster
    .requests()
    .filter((one) => one.namespace === namespace && !one.dryRun && one.code < 300)
    .filter(({ verb, resource }) => WRITES.includes(verb) && resource !== "events")
    .map(({ verb, resource, name }) => `${verb} ${resource} ${namespace}/${name}`)
    .join("\n");
}
const WRITES = ["patch", "create", "delete", "update", "deletecollection"];

const MOST_STEPS = 12;

/** A pause has no end here, and an approval none that is waited for: so many looks are enough to see a write. */
export async function driveWhileItMoves(road: Road, id: string, most = MOST_STEPS): Promise<Incident> {
  let incident = await road.read(id);
  for (let looks = 0; looks < most && !isOver(incident); looks += 1) {
    const before = incident.status;
    incident = await road.step(id);
    if (incident.status === before && isPut(incident)) return incident;
    await road.clock.sleep(5_000, road.signal);
  }
  return incident;
}

export function webIn(
  namespace: string,
  marks: { labels?: Record<string, string> | undefined; annotations?: Record<string, string> | undefined },
  limit = "100Mi",
): KubernetesObject {
  const text = JSON.stringify(plainDeployment("web")).replace('"memory":"100Mi"', `"memory":"${limit}"`);
  const object = JSON.parse(text) as KubernetesObject;
  const { labels, annotations } = marks;
  const metadata = {
    ...object.metadata,
    namespace,
    ...(labels && { labels }),
    ...(annotations && { annotations }),
  };
  return { ...object, metadata };
}
