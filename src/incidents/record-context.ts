import type { Transaction } from "kysely";
import type { Clock } from "../core/clock.ts";
import type { Ids } from "../core/ids.ts";
import type { Logger } from "../core/logger.ts";
import { isOfAbortedTransaction } from "../database/errors.ts";
import type { Tables } from "../database/tables.ts";
import type { Incident } from "../domain/incident.ts";
import type { Route } from "../domain/route.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { JobSender } from "./job-sender.ts";

export interface RecordDeps {
  clock: Clock;
  ids: Ids;
  jobs: JobSender;
  metrics: Metrics;
  logger: Logger;
  channels: readonly string[];
  /** Whom the policy wants told of an incident; absent: everybody whom the environment names. */
  routeOf?: (trx: Transaction<Tables>, incident: Incident) => Promise<Route>;
  codeVersion: string;
}

export interface RecordContext {
  deps: RecordDeps;
  trx: Transaction<Tables>;
  /** What is counted once the transaction is committed. */
  afterCommit: (() => void)[];
  /** Statements under way whose answers decide nothing. */
  sent: Promise<unknown>[];
  /** By incident, what is known of its row and of the end of its audit while its row is locked. */
  locked: Map<string, LockedRow>;
  /** The agent's step that acts, and the incident that it acts on: what it does to another one is no entry of its own. */
  step?: { id: string; incidentId: string };
}

export interface LockedRow {
  statusAt: Date | null;
  /** Of the newest audit row. */
  sequence: number;
  hash: string;
}

/** The step that a row of this incident is an entry of. Rows are numbered incident by incident, and a step is of one of them. */
export const stepOn = ({ step }: Pick<RecordContext, "step">, incidentId: string): string | undefined =>
  step?.incidentId === incidentId ? step.id : undefined;

/** Sends a statement that nobody waits for before the commit: with the next one it goes out as one. */
export function send({ sent }: Pick<RecordContext, "sent">, statement: Promise<unknown>): void {
  statement.catch(() => {});
  sent.push(statement);
}

/** Runs `work` and waits for all that it sent. What failed first is what is thrown: all behind it is refused for its sake. */
export async function settleAll<T>(
  { sent }: Pick<RecordContext, "sent">,
  work: () => Promise<T>,
): Promise<T> {
  const outcomes = await Promise.allSettled([work()]);
  const [outcome] = outcomes;
  const failures = [...(await Promise.allSettled(sent)), ...outcomes].flatMap((one) =>
    one.status === "rejected" ? [one.reason as unknown] : [],
  );
  if (outcome?.status === "fulfilled" && failures.length === 0) return outcome.value;
  throw failures.find((reason) => !isOfAbortedTransaction(reason)) ?? failures[0];
}
