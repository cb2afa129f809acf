import { z } from "zod";
import { planSchema } from "../../domain/plan.ts";

const incidentJsonSchema = z.looseObject({
  id: z.string(),
  status: z.string(),
  outcome: z.string().nullable(),
  cause: z.string().nullable(),
  summary: z.string(),
  plan: planSchema.nullable(),
  approval: z.looseObject({ state: z.string() }).nullable(),
  attempts: z.array(
    z.looseObject({ number: z.number(), result: z.string().nullable(), proof: z.string().nullable() }),
  ),
  handover: z.looseObject({ sentence: z.string() }).nullable(),
  timeline: z.array(z.looseObject({ at: z.string(), kind: z.string(), text: z.string() })),
});
export type IncidentJson = z.infer<typeof incidentJsonSchema>;

const pageSchema = z.object({ incidents: z.array(z.looseObject({ id: z.string() })) });

/** The service as its users reach it: over HTTP, with its tokens. */
export interface ServiceClient {
  sendAlerts(payload: object): Promise<void>;
  /** Newest first. */
  incidents(namespace: string): Promise<IncidentJson[]>;
  newestIncident(namespace: string): Promise<IncidentJson | undefined>;
  incident(id: string): Promise<IncidentJson>;
  decide(id: string, digest: string, decision: "approve" | "reject"): Promise<void>;
}

export function createServiceClient(options: {
  url: string;
  webhookToken: string;
  operatorToken: string;
}): ServiceClient {
  const get = async (path: string): Promise<unknown> => {
    const response = await fetch(`${options.url}${path}`, {
      headers: { authorization: `Bearer ${options.operatorToken}` },
    });
    if (!response.ok)
      throw new Error(`GET ${path} was answered with ${response.status}: ${await response.text()}`);
    return response.json();
  };
  const incidents = async (namespace: string) => {
    const page = pageSchema.parse(await get(`/api/v1/incidents?namespace=${namespace}`));
    return Promise.all(page.incidents.map(({ id }) => incident(id)));
  };
  const incident = async (id: string) => incidentJsonSchema.parse(await get(`/api/v1/incidents/${id}`));
  return {
    async sendAlerts(payload) {
      const response = await fetch(`${options.url}/webhooks/alertmanager`, {
        method: "POST",
        headers: { authorization: `Bearer ${options.webhookToken}`, "content-type": "application/json" },
        body: JSON.stringify(payload),
      });
      if (!response.ok) throw new Error(`the webhook answered ${response.status}: ${await response.text()}`);
    },
    incident,
    async decide(id, digest, decision) {
      const response = await fetch(`${options.url}/api/v1/incidents/${id}/decision`, {
        method: "POST",
        headers: { authorization: `Bearer ${options.operatorToken}`, "content-type": "application/json" },
        body: JSON.stringify({ digest, decision, comment: "decided by the demo" }),
      });
      if (!response.ok)
        throw new Error(`the decision was answered with ${response.status}: ${await response.text()}`);
    },
    incidents,
    newestIncident: async (namespace) => (await incidents(namespace))[0],
  };
}
