import { sql, type Transaction } from "kysely";
import type { Clock } from "../../core/clock.ts";
import type { Logger } from "../../core/logger.ts";
import type { Tables } from "../../database/tables.ts";
import type { Incident } from "../../domain/incident.ts";
import type { ObjectRef } from "../../domain/object-ref.ts";
import type { Route } from "../../domain/route.ts";
import { newestSignal } from "../facts/newest-signal.ts";
import { attemptsOf } from "../ledger/attempt-rows.ts";
import { hasFailed } from "../planning/attempt-history.ts";
import type { NotifyFacts } from "./notify-facts.ts";
import type { Policy } from "./policy.ts";
import { routeFor } from "./route-notification.ts";

/** Asks the `notify` rules in force about an incident as its rows are. */
export function createRouter(deps: {
  policy: () => Pick<Policy, "notify">;
  clock: Clock;
  logger: Logger;
}): (trx: Transaction<Tables>, incident: Incident) => Promise<Route> {
  return async (trx, incident) => {
    const { notify } = deps.policy();
    const onFault = (rule: string, fault: Error) =>
      deps.logger.warn(
        { rule, incidentId: incident.id, error: fault.message },
        "a notify rule could not be worked out and is passed over",
      );
    const named = notify.length === 0 ? undefined : await namedRoute(trx, incident);
    return routeFor(notify, await factsOf(trx, incident, deps.clock.now()), onFault, named);
  };
}

/** What the rule that decided last named; of a denial there is no plan, and the audit's row says it. */
async function namedRoute(trx: Transaction<Tables>, incident: Incident): Promise<string | undefined> {
  const { id, plan, status } = incident;
  if (status !== "needs-person") return plan?.notify;
  const denied = await trx
    .selectFrom("audit")
    .select(sql<string | null>`input #>> '{verdict,notify}'`.as("notify"))
    .where("incident_id", "=", id)
    .where("kind", "=", "handed-over")
    .orderBy("sequence", "desc")
    .limit(1)
    .executeTakeFirst();
  return denied?.notify ?? plan?.notify;
}

async function factsOf(trx: Transaction<Tables>, incident: Incident, now: Date): Promise<NotifyFacts> {
  const [signal, attempts] = [await newestSignal(trx, incident.id), await attemptsOf(trx, incident.id)];
  const { subject, workload, finding, plan } = incident;
  return {
    signal,
    finding: {
      cause: incident.cause ?? "",
      confidence: incident.confidence ?? 0,
      ruledOut: (finding?.ruledOut ?? []).map(({ cause }) => cause),
    },
    subject: refFacts(subject),
    workload: refFacts(workload),
    namespace: { name: subject.namespace },
    action: { type: plan?.actions[0]?.type ?? "" },
    risk: plan?.risk ?? { level: "", reasons: [] },
    history: { attempts: attempts.length, failed: attempts.filter(hasFailed).length },
    now,
  };
}

function refFacts(ref: ObjectRef | null) {
  const { apiVersion = "", kind = "", namespace = "", name = "" } = ref ?? {};
  return { apiVersion, kind, namespace, name };
}
