import type { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import type { BaseCheckpointSaver } from "@langchain/langgraph";
import type { Kysely } from "kysely";
import type { Clock } from "../core/clock.ts";
import type { Effects } from "../core/effects.ts";
import { messageOf, OperationError } from "../core/errors.ts";
import { given } from "../core/given.ts";
import type { Ids } from "../core/ids.ts";
import type { Logger } from "../core/logger.ts";
import { withOwnSignal } from "../core/own-signal.ts";
import { NO_TRACING, type SpanStart, type Tracing } from "../core/tracing.ts";
import type { Tables } from "../database/tables.ts";
import {
  type Claim,
  type IncidentStore,
  OvertakenError,
  type RunClaim,
} from "../incidents/incident-store.ts";
import type { Model } from "../llm/model.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { FRESH_THREAD } from "./checkpointer.ts";
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
  /** Absent: as if one were on. */
  model?: { port: Pick<Model, "isOn"> } | undefined;
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
      const fresh = deps.ids.next();
      const claim = await deps.store.claimRun(incidentId, fresh);
      if (claim === undefined) return;
      const isNew = claim.threadId === fresh;
      const logger = deps.logger.child({ incident: incidentId });
      try {
        const { tracing = NO_TRACING } = deps;
        // LangGraph leaves a listener on the signal of each run.
        await withOwnSignal(signal, (own) =>
          tracing.span(spanOf(claim), () => runThread(deps, { claim, isNew }, own)),
        );
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

async function runThread(
  deps: IncidentRunnerDeps,
  { claim, isNew }: { claim: RunClaim; isNew: boolean },
  signal: AbortSignal,
): Promise<void> {
  const isFresh = isNew || !(await canGoOn(deps, claim.threadId));
  const since = deps.clock.now().toISOString();
  const config = {
    configurable: { thread_id: claim.threadId, epoch: claim.epoch, since, [FRESH_THREAD]: isFresh },
    durability: durabilityOf(deps),
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
    await deps.graph.invoke(isFresh ? start : null, config);
  } catch (error) {
    // A thread is disposable: whatever could not go on starts anew from the rows.
    if (!(error instanceof OvertakenError) && !signal.aborted)
      await closeThread(deps, claim, { hasFailed: true });
    throw error;
  }
  await closeThread(deps, claim, { hasFailed: false });
}

/**
 * A checkpoint is written beside the next step: one that is lost makes a step be done again from the rows. Without a model
 * that is all that there is to do again, and takes less than the checkpoints would.
 */
const durabilityOf = ({ model }: Pick<IncidentRunnerDeps, "model">) =>
  model?.port.isOn === false ? ("exit" as const) : ("async" as const);

/** Whether a run that crashed can be gone on with from what it kept; an old one is cleared away. */
async function canGoOn({ checkpointer, clock }: IncidentRunnerDeps, threadId: string): Promise<boolean> {
  const left = await checkpointer.getTuple({ configurable: { thread_id: threadId } });
  if (left === undefined) return false;
  if (!isStale(left.checkpoint.channel_values.startedAt, clock.now())) return true;
  await checkpointer.deleteThread(threadId);
  return false;
}

function isStale(startedAt: unknown, now: Date): boolean {
  return !(now.getTime() - Date.parse(String(startedAt)) < RESUME_WITHIN_MS);
}

/** The checkpoints go first: a crash in between leaves a name without a thread and never a thread without a name. */
async function closeThread(deps: IncidentRunnerDeps, claim: RunClaim, ended: Ended): Promise<void> {
  await deps.store.assertCurrent(claim);
  await deps.effects.run("run.end", async () => {
    await deps.checkpointer.deleteThread(claim.threadId);
    await endThread(deps, claim, ended);
  });
}

interface Ended {
  hasFailed: boolean;
}

async function endThread(deps: IncidentRunnerDeps, claim: Claim, { hasFailed }: Ended): Promise<void> {
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
