import { setTimeout as wallTime } from "node:timers/promises";
import {
  createServiceClient,
  type IncidentJson,
  type ServiceClient,
} from "../../src/cli/demo/service-client.ts";
import { isAtRest, OPERATOR_TOKEN, WEBHOOK_TOKEN } from "../support/service.ts";

const LOOK_EVERY_MS = 100;

/** The world around the service: Alertmanager repeats itself until it is answered, a person approves what asks. */
export function createRoad(payload: object, namespace: string) {
  let isAcknowledged = false;
  return {
    /** Until all incidents rest, or the service that answers at `url` is over; then there are none. */
    async walk(url: string | undefined, over: AbortSignal): Promise<IncidentJson[]> {
      if (url === undefined) return [];
      const client = createServiceClient({ url, webhookToken: WEBHOOK_TOKEN, operatorToken: OPERATOR_TOKEN });
      while (!over.aborted) {
        if (!isAcknowledged) isAcknowledged = await isTaken(client.sendAlerts(payload));
        const incidents = await client.incidents(namespace).catch(() => []);
        await decideWhereAsked(client, incidents);
        if (incidents.length > 0 && incidents.every(isAtRest)) return incidents;
        await wallTime(LOOK_EVERY_MS);
      }
      return [];
    },
  };
}

const isTaken = (delivery: Promise<void>) =>
  delivery.then(
    () => true,
    () => false,
  );

async function decideWhereAsked(client: ServiceClient, incidents: IncidentJson[]): Promise<void> {
  for (const { id, status, plan } of incidents)
    if (status === "awaiting-approval" && plan !== null)
      await client.decide(id, plan.digest, "approve").catch(() => {});
}
