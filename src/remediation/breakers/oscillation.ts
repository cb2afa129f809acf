import type { Kysely, Transaction } from "kysely";
import type { Tables } from "../../database/tables.ts";
import type { Action } from "../../domain/action.ts";
import { objectKey } from "../../domain/object-ref.ts";
import type { Plan } from "../../domain/plan.ts";
import { isStepAction } from "../actions/catalogue.ts";
import { fieldsOf, fieldText } from "../ledger/ledger-fields.ts";
import { writtenBy } from "../steps/write-patch.ts";
import { lastLifted } from "./breaker-rows.ts";

const WINDOW_MS = 24 * 3600_000;
/** The same value once more may be right, after somebody's release; twice more is a fight. */
const MOST_WRITES = 2;

export interface Oscillation {
  /** The object and the field that go back and forth. */
  scope: string;
  reason: string;
}

/** A field that would be set to what this service set it to twice within a day: somebody, or we, set it back each time. */
export async function backAndForth(
  db: Kysely<Tables> | Transaction<Tables>,
  of: { cluster: string; plan: Pick<Plan, "actions">; now: Date },
): Promise<Oscillation | undefined> {
  for (const action of of.plan.actions) {
    if (isStepAction(action)) continue;
    const targetKey = objectKey(action.target);
    const [earlier, ...writes] = await Promise.all([
      db
        .selectFrom("attempts")
        .innerJoin("incidents", "incidents.id", "attempts.incident_id")
        .select(["attempts.plan", "attempts.started_at"])
        .where("incidents.cluster", "=", of.cluster)
        .where("attempts.target_key", "=", targetKey)
        .where("attempts.applied_at", "is not", null)
        .where("attempts.started_at", ">", new Date(of.now.getTime() - WINDOW_MS))
        .execute(),
      ...[...writesOf(action)].map(async ([field, value]) => {
        const scope = `${targetKey}${field}`;
        const since = await lastLifted(db, { cluster: of.cluster, breaker: "oscillation", scope });
        return { field, value, scope, since };
      }),
    ]);
    for (const { field, value, scope, since } of writes) {
      const times = earlier.filter(
        ({ plan, started_at }) =>
          started_at > since && plan.actions.some((one) => writesOf(one).get(field) === value),
      ).length;
      if (times >= MOST_WRITES)
        return {
          scope,
          reason: `${field} of ${action.target.kind} ${action.target.namespace}/${action.target.name} goes back and forth: it was set to the same value ${times} times within a day, and did not stay`,
        };
    }
  }
  return undefined;
}

/** What an action writes, by the field's lasting name. */
function writesOf(action: Action): Map<string, string> {
  if (isStepAction(action)) return new Map();
  return new Map(
    fieldsOf(action).flatMap(({ pointer, key }) => {
      const write = action.patch.find(({ op, path }) => op !== "test" && path === pointer);
      return write === undefined ? [] : [[key, fieldText(writtenBy(write))] as const];
    }),
  );
}
