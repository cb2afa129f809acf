import { z } from "zod";
import type { TestService } from "../../support/service.ts";
import { OPERATOR_TOKEN } from "../../support/service.ts";

const refSchema = z.object({ kind: z.string(), namespace: z.string(), name: z.string() });

/** Of an incident as the API gives it: what the scenarios are judged by. */
const incidentSchema = z.object({
  id: z.string(),
  subject: refSchema,
  status: z.string(),
  outcome: z.string().nullable(),
  cause: z.string().nullable(),
  summary: z.string(),
  causedBy: z.string().nullable(),
  finding: z
    .object({ cause: z.string(), object: refSchema, sentence: z.string(), foundBy: z.string().optional() })
    .nullable(),
  plan: z
    .object({ digest: z.string(), verdict: z.string(), sentence: z.string(), rule: z.string() })
    .nullable(),
  approval: z.object({ state: z.string() }).nullable(),
  attempts: z.array(z.object({ planDigest: z.string(), result: z.string().nullable() })),
  handover: z.object({ sentence: z.string() }).nullable(),
});
export type IncidentNow = z.infer<typeof incidentSchema>;

const pageSchema = z.object({ incidents: z.array(z.object({ id: z.string() })) });

/** All incidents of a namespace, or of the whole cluster. */
export async function readIncidents(service: TestService, namespace?: string): Promise<IncidentNow[]> {
  const get = async (path: string): Promise<unknown> => {
    const headers = { authorization: `Bearer ${OPERATOR_TOKEN}` };
    const response = await fetch(`${service.url}/api/v1/${path}`, { headers });
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const filter = namespace === undefined ? "" : `&namespace=${namespace}`;
  const page = pageSchema.parse(await get(`incidents?limit=200${filter}`));
  return Promise.all(
    page.incidents.map(async ({ id }) => incidentSchema.parse(await get(`incidents/${id}`))),
  );
}
