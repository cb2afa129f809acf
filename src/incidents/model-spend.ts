import { type Kysely, sql } from "kysely";
import type { Clock } from "../core/clock.ts";
import type { Ids } from "../core/ids.ts";
import type { Tables } from "../database/tables.ts";
import {
  BUDGET_SCOPES,
  type BudgetScope,
  type Limits,
  type ModelBudget,
  type Reservation,
} from "../llm/model-budget.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Any number: it orders the reservations of all replicas, so that two cannot both take what is left. */
const LOCK = 7_245_101;

/** Budgets as sums over the rows of what was spent, in any hour and any day, not by the calendar. */
export function createModelSpend(deps: {
  db: Kysely<Tables>;
  clock: Clock;
  ids: Ids;
  limits: Limits;
}): ModelBudget {
  return {
    async reserve(reservation) {
      const id = deps.ids.next();
      const at = deps.clock.now();
      return deps.db.transaction().execute(async (tx) => {
        await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx);
        const spent = await spentSoFar(tx, reservation.incidentId, at);
        const exceeded = overBudget(deps.limits, spent, reservation);
        if (exceeded !== undefined) return exceeded;
        await tx
          .insertInto("model_spend")
          .values({
            id,
            incident_id: reservation.incidentId,
            agent: reservation.agent,
            model: reservation.model,
            at,
            input_tokens: reservation.tokens.input,
            output_tokens: reservation.tokens.output,
            cost_micros: reservation.costMicros,
          })
          .execute();
        return { id };
      });
    },
    async settle(id, { tokens, costMicros }) {
      await deps.db
        .updateTable("model_spend")
        .set({
          input_tokens: tokens.input,
          output_tokens: tokens.output,
          cost_micros: costMicros,
          settled: true,
        })
        .where("id", "=", id)
        .execute();
    },
  };
}

interface Spent {
  tokens: number;
  costMicros: number;
}

async function spentSoFar(
  db: Kysely<Tables>,
  incidentId: string,
  at: Date,
): Promise<Record<BudgetScope, Spent>> {
  const ago = (ms: number) => new Date(at.getTime() - ms);
  const sums = db
    .selectFrom("model_spend")
    .select(({ fn, ref, eb }) => [
      fn
        .coalesce(fn.sum<number>(eb(ref("input_tokens"), "+", ref("output_tokens"))), sql<number>`0`)
        .as("tokens"),
      fn.coalesce(fn.sum<number>("cost_micros"), sql<number>`0`).as("cost"),
    ]);
  const [incident, hour, day] = await Promise.all([
    sums.where("incident_id", "=", incidentId).executeTakeFirstOrThrow(),
    sums.where("at", ">", ago(HOUR_MS)).executeTakeFirstOrThrow(),
    sums.where("at", ">", ago(DAY_MS)).executeTakeFirstOrThrow(),
  ]);
  const spent = (row: { tokens: number; cost: number }) => ({
    tokens: Number(row.tokens),
    costMicros: Number(row.cost),
  });
  return { incident: spent(incident), hour: spent(hour), day: spent(day) };
}

function overBudget(
  limits: Limits,
  spent: Record<BudgetScope, Spent>,
  { tokens, costMicros }: Reservation,
): { exceeded: BudgetScope; what: "tokens" | "money" } | undefined {
  for (const scope of BUDGET_SCOPES) {
    const most = { tokens: limits.tokens[scope], cost: limits.costMicros[scope] };
    if (most.tokens !== null && spent[scope].tokens + tokens.input + tokens.output > most.tokens)
      return { exceeded: scope, what: "tokens" };
    // Where a bound of money stands and the model has no price, nothing can be said to be within it.
    if (most.cost !== null && (costMicros === null || spent[scope].costMicros + costMicros > most.cost))
      return { exceeded: scope, what: "money" };
  }
  return undefined;
}
