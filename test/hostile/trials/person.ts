import { z } from "zod";
import type { ServiceClient } from "../../../src/cli/demo/service-client.ts";
import type { Agreed } from "../judging/oracle.ts";
import { again } from "./again.ts";
import type { Trial } from "./trial.ts";

const listSchema = z.object({
  incidents: z.array(
    z.looseObject({ id: z.string(), status: z.string(), subject: z.looseObject({ namespace: z.string() }) }),
  ),
});
type Listed = z.infer<typeof listSchema>["incidents"][number];

export interface Ended {
  /** Of each namespace, its incidents as they were last seen. */
  incidents: Map<string, Listed[]>;
  agreed: Agreed[];
  /** Namespaces whose trouble had no end within the bound. */
  unended: string[];
}

/** Plays the person of each trial until every trial has its end: closed, with a person, or asking one who is not there. */
export async function attend(
  service: { url: string; client: ServiceClient; token: string },
  trials: readonly Trial[],
  { now, withinMs }: { now(): Date; withinMs: number },
): Promise<Ended> {
  const deadline = performance.now() + withinMs;
  const agreed: Agreed[] = [];
  const asked = new Set<string>();
  for (;;) {
    const incidents = await incidentsOf(service, trials);
    for (const trial of trials)
      for (const { id, status } of incidents.get(trial.namespace) ?? [])
        if (status === "awaiting-approval") await answer(service.client, { trial, id, asked, agreed, now });
    const unended = trials.filter((trial) => !hasEnded(trial, incidents.get(trial.namespace) ?? []));
    if (unended.length === 0 || performance.now() > deadline) {
      const lines = unended.map((trial) => whereIs(service.client, trial, incidents));
      return { incidents, agreed, unended: await Promise.all(lines) };
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

async function incidentsOf(service: { url: string; token: string }, trials: readonly Trial[]) {
  const known = new Set(trials.map(({ namespace }) => namespace));
  const headers = { authorization: `Bearer ${service.token}` };
  const body = await again(async () =>
    (await fetch(`${service.url}/api/v1/incidents?limit=200`, { headers })).json(),
  );
  const { incidents } = listSchema.parse(body);
  return Map.groupBy(
    incidents.filter(({ subject }) => known.has(subject.namespace)),
    ({ subject }) => subject.namespace,
  );
}

interface Asking {
  trial: Trial;
  id: string;
  asked: Set<string>;
  agreed: Agreed[];
  now(): Date;
}

/** What is shown is kept before the answer is given: that is what was agreed to. */
async function answer(client: ServiceClient, { trial, id, asked, agreed, now }: Asking): Promise<void> {
  if (trial.person === "absent") return;
  const { plan } = await again(() => client.incident(id));
  if (plan === null || asked.has(`${id} ${plan.digest}`)) return;
  asked.add(`${id} ${plan.digest}`);
  const { namespace } = trial;
  if (trial.person === "approves") agreed.push({ namespace, at: now(), actions: plan.actions });
  // The plan may be another one by now: then this answer counts for nothing.
  await client.decide(id, plan.digest, trial.person === "approves" ? "approve" : "reject").catch(() => {});
}

function hasEnded(trial: Trial, incidents: readonly Listed[]): boolean {
  const atRest = ["closed", "needs-person", ...(trial.person === "absent" ? ["awaiting-approval"] : [])];
  return incidents.length > 0 && incidents.every(({ status }) => atRest.includes(status));
}

/** Where a trial without an end is, with the last that happened there. */
async function whereIs(
  client: ServiceClient,
  { namespace, trouble, person }: Trial,
  incidents: Ended["incidents"],
): Promise<string> {
  const lines = (incidents.get(namespace) ?? []).map(async ({ id, status }) => {
    const last = await client.incident(id).then(
      ({ timeline }) => timeline.slice(-4).map(({ at, text }) => `${at} ${text}`),
      (error: Error) => [error.message],
    );
    return `${status} after ${last.join(" | ")}`;
  });
  const is = (await Promise.all(lines)).join(", ");
  return `${namespace} (${trouble}, the person ${person}): ${is || "no incident"}`;
}
