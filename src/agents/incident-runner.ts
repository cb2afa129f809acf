import type { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import type { BaseCheckpointSaver } from "@langchain/langgraph";
import type { Kysely } from "kysely";
import type { Clock } from "../core/clock.ts";
import type { Effects } from "../core/effects.ts";
import { messageOf, OperationError } from "../core/errors.ts";
import { given } from "../core/given.ts";
import type { Ids } from "../core/ids.ts";
import type { Logger } from "../core/logger.ts";
import { NO_TRACING, type SpanStart, type Tracing } from "../core/tracing.ts";
import type { Tables } from "../database/tables.ts";
import { type Claim, type IncidentStore, OvertakenError } from "../incidents/incident-store.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { giveUp, MOST_FAILURES } from "./give-up.ts";
import type { IncidentGraph } from "./graph.ts";

export interface IncidentRunnerDeps {
  db: Kysely<Tables>;
  store: IncidentStore;
  graph: IncidentGraph;
  checkpointer: BaseCheckpointSaver;
  effects: Effects;
  clock: Clock;
  ids: Ids;
  metrics: Metrics;
  quietSeconds: number;
  /** Absent: off. */
  tracing?: Tracing | undefined;
  /** Who is told of the graph's steps. */
  callbacks?: BaseCallbackHandler[] | undefined;
  logger: Logger;
}

export interface IncidentRunner {
  /** Resolves when the run has ended, however it ended; what it could not do comes due again. */
  advance(incidentId: string, signal: AbortSignal): Promise<void>;
}

/** How long an incident rests after a run that failed; the longer one is for what trying again does not soon mend. */
const REST_MS = { retryable: 5_000, other: 60_000 } as const;
/** More than the budget's steps, two graph steps each, so that the budget decides and not the framework. */
const RECURSION_LIMIT = 100;
/** A run that crashed longer ago starts anew: what it saw of the cluster then is no ground to go on from. */
const RESUME_WITHIN_MS = 10 * 60_000;

/**
 * Advances one incident as far as it can go now. A run that crashed left its thread in the row: it goes on from its
 * last checkpoint, unless that is old. A failure postpones the incident, so that nothing is lost and nothing spins.
 */
export function createIncidentRunner(deps: IncidentRunnerDeps): IncidentRunner {
  return {
    async advance(incidentId, signal) {
      const claim = await deps.store.claim(incidentId);
      if (claim === undefined) return;
      const logger = deps.logger.child({ incident: incidentId });
      try {
        const { tracing = NO_TRACING } = deps;
        await tracing.span(spanOf(claim), () => runThread(deps, claim, signal));
        deps.metrics.runs.inc({ result: "ended" });
      } catch (error) {
        if (error instanceof OvertakenError) return logger.info({}, "another worker has taken this incident");
        if (signal.aborted) return logger.info({}, "the run was stopped; it goes on after the next start");
        const isPassing = error instanceof OperationError && error.retryable;
        logger[isPassing ? "warn" : "error"](
          { error: messageOf(error), ...stackOf(error, isPassing) },
          "a run failed",
        );
        await postpone(deps, claim, { isPassing, error: messageOf(error) });
      }
    },
  };
}

const spanOf = ({ incidentId, epoch }: Claim): SpanStart => ({
  name: "invoke_workflow incident",
  traceOf: incidentId,
  attributes: {
    "gen_ai.operation.name": "invoke_workflow",
    "gen_ai.workflow.name": "incident",
    "gen_ai.conversation.id": incidentId,
    "kube_autofix.run": epoch,
  },
});

const stackOf = (error: unknown, isPassing: boolean) =>
  !isPassing && error instanceof Error ? { stack: error.stack } : {};

async function runThread(deps: IncidentRunnerDeps, claim: Claim, signal: AbortSignal): Promise<void> {
  const thread = await openThread(deps, claim);
  const since = deps.clock.now().toISOString();
  const config = {
    configurable: { thread_id: thread.id, epoch: claim.epoch, since },
    durability: "sync" as const,
    recursionLimit: RECURSION_LIMIT,
    signal,
    ...given("callbacks", deps.callbacks),
  };
  const start = {
    incidentId: claim.incidentId,
    move: null,
    steps: 0,
    waits: false,
    startedAt: since,
    taken: [],
  };
  try {
    await deps.graph.invoke(thread.isNew ? start : null, config);
  } catch (error) {
    // A thread is disposable: whatever could not go on starts anew from the rows.
    if (!(error instanceof OvertakenError) && !signal.aborted)
      await closeThread(deps, claim, { id: thread.id, hasFailed: true });
    throw error;
  }
  await closeThread(deps, claim, { id: thread.id, hasFailed: false });
}

async function openThread(deps: IncidentRunnerDeps, claim: Claim): Promise<{ id: string; isNew: boolean }> {
  const fresh = deps.ids.next();
  const row = await deps.effects.run("run.thread", () =>
    deps.db
      .updateTable("incidents")
      .set(({ fn, ref, val }) => ({ thread_id: fn.coalesce(ref("thread_id"), val(fresh)) }))
      .where("id", "=", claim.incidentId)
      .where("epoch", "=", claim.epoch)
      .returning("thread_id")
      .executeTakeFirst(),
  );
  if (row === undefined) throw new OvertakenError(`incident ${claim.incidentId} has another worker`);
  const id = row.thread_id ?? fresh;
  if (id === fresh) return { id, isNew: true };
  const left = await deps.checkpointer.getTuple({ configurable: { thread_id: id } });
  if (left === undefined) return { id, isNew: true };
  if (!isStale(left.checkpoint.channel_values.startedAt, deps.clock.now())) return { id, isNew: false };
  await deps.checkpointer.deleteThread(id);
  return { id, isNew: true };
}

function isStale(startedAt: unknown, now: Date): boolean {
  return !(now.getTime() - Date.parse(String(startedAt)) < RESUME_WITHIN_MS);
}

/** The checkpoints go first: a crash in between leaves a name without a thread and never a thread without a name. */
async function closeThread(deps: IncidentRunnerDeps, claim: Claim, thread: EndedThread): Promise<void> {
  await deps.store.assertCurrent(claim);
  await deps.effects.run("run.end", async () => {
    await deps.checkpointer.deleteThread(thread.id);
    await endThread(deps, claim, thread);
  });
}

interface EndedThread {
  id: string;
  hasFailed: boolean;
}

async function endThread(deps: IncidentRunnerDeps, claim: Claim, { hasFailed }: EndedThread): Promise<void> {
  await deps.db
    .updateTable("incidents")
    .set({ thread_id: null, ...(hasFailed ? {} : { failures: 0 }) })
    .where("id", "=", claim.incidentId)
    .where("epoch", "=", claim.epoch)
    .execute();
}

/** Moves the due time: a run that failed decided nothing. One that fails again and again becomes a person's. */
async function postpone(
  deps: IncidentRunnerDeps,
  claim: Claim,
  { isPassing, error }: { isPassing: boolean; error: string },
): Promise<void> {
  const restMs = isPassing ? REST_MS.retryable : REST_MS.other;
  const row = await deps.effects.run("run.put-off", () =>
    deps.db
      .updateTable("incidents")
      .set((eb) => ({
        due_at: new Date(deps.clock.now().getTime() + restMs),
        failures: isPassing ? eb.ref("failures") : eb("failures", "+", 1),
      }))
      .where("id", "=", claim.incidentId)
      .where("epoch", "=", claim.epoch)
      .returning("failures")
      .executeTakeFirst(),
  );
  const isGivenUp = (row?.failures ?? 0) >= MOST_FAILURES && (await giveUp(deps, claim, error));
  deps.metrics.runs.inc({ result: isGivenUp ? "given-up" : isPassing ? "put-off" : "failed" });
}
