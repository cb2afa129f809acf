import type { Finding } from "../domain/finding.ts";
import type { Incident } from "../domain/incident.ts";
import { type IncidentEvent, transition } from "../domain/transition.ts";
import type { DecisionRecord } from "./incident-store.ts";
import type { RecordContext } from "./record-context.ts";
import { recordEvent, recordNote } from "./record-event.ts";
import { moveSignals, settleIdentity } from "./settle-identity.ts";

/** How long an incident waits for its twin's attempt, or for the worker that holds its twin. */
const TWIN_WAIT_MS = 15_000;

type Identifying = Extract<IncidentEvent, { type: "diagnosed" | "linked" | "recurred" }>;

/**
 * An event that makes (cluster, subject, cause) this incident's own may make two incidents one: the younger merges into
 * the older, never during an attempt. A closed one whose cause goes on elsewhere only stops watching.
 */
export async function takeIdentity(
  context: RecordContext,
  incident: Incident,
  event: Identifying,
  record: DecisionRecord,
): Promise<Incident> {
  // Refuses an illegal event before anything is merged for its sake.
  transition(incident, event, context.deps.clock.now());
  const cause = event.type === "recurred" ? incident.cause : event.finding.cause;
  if (cause === null) return recordEvent(context, incident, event, record);
  const identity = await settleIdentity(context.trx, incident, cause);
  switch (identity.kind) {
    case "free":
      return recordEvent(context, incident, event, record);
    case "absorb":
      await merge(context, identity.younger, incident, cause);
      return recordEvent(context, await noteMerge(context, incident, identity.younger), event, record);
    case "merge-into":
      if (event.type !== "recurred") {
        await tellOlder(context, identity.older, incident);
        return merge(context, incident, identity.older, cause);
      }
      return goesOnElsewhere(context, incident, identity.older, record);
    case "wait":
      return wait(context, incident, `${cause}: ${identity.reason}`, record);
  }
}

async function merge(
  context: RecordContext,
  younger: Incident,
  older: Incident,
  cause: Finding["cause"],
): Promise<Incident> {
  await moveSignals(context.trx, younger.id, older.id);
  const event = { type: "merged", into: older.id } as const;
  return recordEvent(context, younger, event, {
    text: `merged into incident ${older.id}, which has the same cause: ${cause}`,
    input: { cause, younger: younger.id, older: older.id },
    output: { mergedInto: older.id },
  });
}

/** What the younger one has seen is a symptom of the older one, and may change what that does next. */
function tellOlder(context: RecordContext, older: Incident, younger: Incident): Promise<Incident> {
  const event = { type: "symptom", summary: older.summary } as const;
  return recordEvent(context, older, event, mergeRecord(younger));
}

function noteMerge(context: RecordContext, older: Incident, younger: Incident): Promise<Incident> {
  return recordNote(context, older, "note", mergeRecord(younger));
}

const mergeRecord = (younger: Incident): DecisionRecord => ({
  text: `incident ${younger.id} has the same cause and merged into this one`,
  input: { younger: younger.id, cause: younger.cause, summary: younger.summary },
  output: {},
});

function goesOnElsewhere(
  context: RecordContext,
  incident: Incident,
  open: Incident,
  record: DecisionRecord,
): Promise<Incident> {
  const text = `${record.text}; incident ${open.id} is open for the same cause and goes on with it`;
  return recordEvent(context, incident, { type: "watch-ended" }, { ...record, text });
}

function wait(
  context: RecordContext,
  incident: Incident,
  reason: string,
  record: DecisionRecord,
): Promise<Incident> {
  const until = new Date(context.deps.clock.now().getTime() + TWIN_WAIT_MS);
  const event = { type: "waiting", until, reason } as const;
  return recordEvent(context, incident, event, { text: reason, input: record.input, output: { reason } });
}
