import { sql } from "kysely";
import type { IncidentTransaction } from "../../incidents/incident-store.ts";
import type { Ask, AskRecord, Reply } from "../../llm/model.ts";
import type { Run } from "../../remediation/remediation.ts";
import type { AgentDeps } from "../nodes/deps.ts";

export type AskingDeps = Pick<AgentDeps, "store" | "clock" | "model">;

/** An answer, the reason why there is none, or that the incident waits for its turn: then its run ends here. */
export type Asked<T> = { value: T; reply: Reply<T> } | { without: string; reply: Reply<T> } | "waits";

/** How soon an incident comes back for its turn. */
const TURN_SECONDS = 5;

/**
 * Asks for an incident. Where others are asking, the incident is put off and its worker is free for those that need no
 * model; after `maxWaitSeconds` of that it goes on without.
 */
export async function askAbout<T>(
  deps: AskingDeps,
  run: Run,
  ask: Omit<Ask<T>, "incidentId" | "signal">,
): Promise<Asked<T>> {
  const reply = await deps.model.port.ask({
    ...ask,
    incidentId: run.claim.incidentId,
    signal: run.signal,
  });
  if (reply.kind === "answer") return { value: reply.value, reply };
  if (reply.reason !== "busy") return { without: reply.detail, reply };
  const waits = await deps.store.withClaim("finding.commit", run.claim, async (tx) => {
    const now = deps.clock.now();
    const since = await waitingSince(tx, ask.agent, now);
    if (now.getTime() - since.getTime() >= deps.model.maxWaitSeconds * 1000) return false;
    await tx.note("model-wait", noteOf(reply, `waits for its turn with a model: ${reply.detail}`));
    const until = new Date(now.getTime() + TURN_SECONDS * 1000);
    const reason = "it waits for its turn with a model";
    await tx.advance({ type: "waiting", until, reason }, { text: reason, input: {}, output: { until } });
    return true;
  });
  return waits ? "waits" : { without: `no turn within ${deps.model.maxWaitSeconds} s`, reply };
}

/** Since when this agent has come back for its turn without getting one. */
async function waitingSince({ db, incident }: IncidentTransaction, agent: string, now: Date): Promise<Date> {
  const own = db
    .selectFrom("audit")
    .where("incident_id", "=", incident.id)
    .where(sql`input->>'agent'`, "=", agent);
  const lastAsked = own.where("kind", "=", "model").select(({ fn }) => fn.max("sequence").as("last"));
  const first = await own
    .where("kind", "=", "model-wait")
    .where("sequence", ">", ({ fn }) => fn.coalesce(lastAsked, sql<number>`0`))
    .orderBy("sequence")
    .select("at")
    .executeTakeFirst();
  return first?.at ?? now;
}

/** How a question is kept in the audit: who asked what with which words, its digest and cost, and what came back. */
export function noteOf<T>(reply: Reply<T>, text: string) {
  const { agent, prompt, model, digest, inputTokens, outputTokens, costMicros, ms, sent }: AskRecord =
    reply.record;
  return {
    text,
    input: { agent, prompt, model, digest, ...(sent !== undefined && { sent }) },
    output: {
      ...(reply.kind === "answer"
        ? { answer: reply.value, isReused: reply.isReused }
        : { without: reply.reason, detail: reply.detail }),
      inputTokens,
      outputTokens,
      costMicros,
      ms,
    },
  };
}
