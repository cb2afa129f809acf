import { setTimeout as wallTime } from "node:timers/promises";
import { createServiceClient, type IncidentJson } from "../../src/cli/demo/service-client.ts";
import { isAtRest, OPERATOR_TOKEN, WEBHOOK_TOKEN } from "../support/service.ts";
import type { CrashScenario } from "./scenarios.ts";

const LOOK_EVERY_MS = 100;

/** The world around the service: Alertmanager repeats itself until it is answered, a person approves what asks. */
export function createRoad(options: {
  payload: object;
  namespace: string;
  decide: NonNullable<CrashScenario["decide"]>;
  goOn: NonNullable<CrashScenario["goOn"]>;
  links: () => string[];
  halfOver: () => Promise<void>;
}) {
  const { payload, namespace, decide, goOn, links, halfOver } = options;
  let isAcknowledged = false;
  return {
    /** Until all incidents rest, or the service that answers at `url` is over; then there are none. */
    async walk(url: string | undefined, over: AbortSignal): Promise<IncidentJson[]> {
      if (url === undefined) return [];
      const client = createServiceClient({ url, webhookToken: WEBHOOK_TOKEN, operatorToken: OPERATOR_TOKEN });
      while (!over.aborted) {
        if (!isAcknowledged) isAcknowledged = await isTaken(client.sendAlerts(payload));
        const incidents = await client.incidents(namespace).catch(() => []);
        for (const incident of incidents)
          if (incident.status === "awaiting-approval")
            await decide({ client, url, incident, links, halfOver }).catch(() => {});
        if (incidents.length > 0 && incidents.every(isAtRest)) {
          const wanted = await Promise.all(incidents.map((incident) => goOn({ url, incident })));
          if (!wanted.includes(true)) return incidents;
        }
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
