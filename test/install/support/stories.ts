import { vi } from "vitest";
import { z } from "zod";
import type { IncidentJson, ServiceClient } from "../../../src/cli/demo/service-client.ts";
import type { Sent } from "./load.ts";
import type { Stage } from "./stage.ts";

/** A pod is started, killed and started again, and the change must hold for its soak: on a busy machine that takes its time. */
export const STORY_MS = 300_000;

/** The newest incident of one Deployment, once it is as wanted; fails with its timeline otherwise. */
export function incidentOf(
  { shop }: Stage,
  client: ServiceClient,
  { deployment, isWanted }: { deployment: string; isWanted(incident: IncidentJson): boolean },
): Promise<IncidentJson> {
  return vi.waitFor(
    async () => {
      const found = (await client.incidents(shop)).find(
        ({ subject }) => (subject as { name: string }).name === deployment,
      );
      if (found === undefined || !isWanted(found))
        throw new Error(`${found?.status} ${found?.outcome}: ${JSON.stringify(found?.timeline, null, 1)}`);
      return found;
    },
    { timeout: STORY_MS, interval: 500 },
  );
}

export const asks = ({ status }: IncidentJson) => status === "awaiting-approval";
export const isOver = ({ status }: IncidentJson) => status === "closed" || status === "needs-person";

/** What the card's button does: exactly the plan that is shown. */
export async function press(client: ServiceClient, { id, plan }: IncidentJson): Promise<void> {
  if (plan === null) throw new Error("there is no plan to approve");
  await client.decide(id, plan.digest, "approve");
}

const pageSchema = z.object({
  alerts: z.array(z.object({ labels: z.record(z.string(), z.string()), reason: z.string().nullable() })),
  next: z.string().nullable(),
});

/** The number of each alert of the load that the service has, with why it opened nothing. */
export async function keptLoad(url: string, token: string): Promise<Map<number, string | null>> {
  const kept = new Map<number, string | null>();
  for (let after: string | null = ""; after !== null; ) {
    const response: Response = await fetch(`${url}/api/v1/alerts?limit=200${after && `&after=${after}`}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (!response.ok) throw new Error(`the list of alerts was answered with ${response.status}`);
    const page = pageSchema.parse(await response.json());
    for (const { labels, reason } of page.alerts)
      if (labels.load !== undefined) kept.set(Number(labels.load), reason);
    after = page.next;
  }
  return kept;
}

/** The load's lines once there are so many more of them than before. */
export function moreThan(accepted: () => Promise<Sent[]>, count: number): Promise<Sent[]> {
  return vi.waitFor(
    async () => {
      const sent = await accepted();
      if (sent.length < count)
        throw new Error(`${sent.length} alerts were accepted, ${count} are waited for`);
      return sent;
    },
    { timeout: STORY_MS, interval: 500 },
  );
}
