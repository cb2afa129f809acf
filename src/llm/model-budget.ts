import type { Asker } from "../domain/model-reply.ts";
import type { Tokens } from "./prices.ts";

export const BUDGET_SCOPES = ["incident", "hour", "day"] as const;
export type BudgetScope = (typeof BUDGET_SCOPES)[number];

/** The most that may be spent in each scope; an absent number is no bound. Money in millionths of the prices' currency. */
export interface Limits {
  tokens: Readonly<Record<BudgetScope, number | null>>;
  costMicros: Readonly<Record<BudgetScope, number | null>>;
}

export interface Reservation {
  incidentId: string;
  agent: Asker;
  model: string;
  /** The most that the call can come to. */
  tokens: Tokens;
  costMicros: number | null;
}

export type Reserved = { id: string } | { exceeded: BudgetScope; what: "tokens" | "money" };

/**
 * What models may cost, shared by replicas and kept over restarts. Reserved before a call and settled after it: a call
 * whose end nobody saw (a crash, a time-out) counts as what was reserved.
 */
export interface ModelBudget {
  reserve(reservation: Reservation): Promise<Reserved>;
  settle(id: string, spent: { tokens: Tokens; costMicros: number | null }): Promise<void>;
}
