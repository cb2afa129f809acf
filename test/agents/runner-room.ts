import { DEFAULT_RUN_BUDGET } from "../../src/agents/budget.ts";
import { createCheckpointer } from "../../src/agents/checkpointer.ts";
import { materialFor } from "../../src/agents/coding/program-records.ts";
import { computedFor, openQuestionsOf } from "../../src/agents/computation-records.ts";
import { createGraph } from "../../src/agents/graph.ts";
import { createIncidentRunner } from "../../src/agents/incident-runner.ts";
import { createEffects, type EffectInstant } from "../../src/core/effects.ts";
import { given } from "../../src/core/given.ts";
import { createIds } from "../../src/core/ids.ts";
import { silentLogger } from "../../src/core/logger.ts";
import type { Diagnosis } from "../../src/diagnosis/diagnosis.ts";
import { signalsOf } from "../../src/incidents/case-file.ts";
import { hintsOf } from "../../src/incidents/experience/question.ts";
import { keepStep } from "../../src/incidents/keep-step.ts";
import { createReferrals, type Referrals } from "../../src/incidents/referrals.ts";
import type { Model } from "../../src/llm/model.ts";
import { NO_MODEL } from "../../src/llm/no-model.ts";
import { attemptsOf } from "../../src/remediation/ledger/attempt-rows.ts";
import type { Remediation, Run } from "../../src/remediation/remediation.ts";
import type { PythonRunner } from "../../src/sandbox/python-runner.ts";
import { finding, incidentRoom, openOne, replicaOn } from "../incidents/incident-setup.ts";

const never = new AbortController().signal;

export interface WorkerOptions {
  diagnosis?: Diagnosis["investigate"];
  /** Absent: the incident is handed to a person. */
  propose?: Remediation["propose"];
  /** Absent: nothing is computed. */
  python?: Pick<PythonRunner, "run">;
  /** Absent: there is none. */
  model?: Model;
  /** Absent: there is nothing to choose from. */
  offers?: Remediation["offers"];
  /** Absent: no signal about another object is ever settled. */
  refer?: Referrals["refer"];
  /** After each step of an agent; `seconds` go by before the next. */
  secondsAfter?(agent: string): number;
  /** This worker stands still here until it is released. */
  stallsAt?: EffectInstant;
  /** How many checkpoints reach the database; absent: all. */
  keepsCheckpoints?: number;
}

/** One open incident on real rows, and as many workers on it as a test wants. */
export async function runnerRoom() {
  const room = await incidentRoom();
  const { database, db, clock } = room;
  const incidentId = await openOne(room);
  const checkpointer = createCheckpointer(database.pool);
  await checkpointer.setup();

  const ids = createIds(clock);
  /** One that loses what comes after the first `most`, as a process does that is killed while they are on their way. */
  function losing(most: number) {
    const saver = createCheckpointer(database.pool);
    const put = saver.put.bind(saver);
    let left = most;
    saver.put = async (...given) => {
      left -= 1;
      const [{ configurable }, { id }] = given;
      return left >= 0 ? put(...given) : { configurable: { ...configurable, checkpoint_id: id } };
    };
    return saver;
  }
  function worker(options: WorkerOptions = {}) {
    const stall = Promise.withResolvers<void>();
    const stalled = Promise.withResolvers<void>();
    const effects = createEffects((instant) => {
      if (instant !== options.stallsAt) return;
      stalled.resolve();
      return stall.promise;
    });
    const { store, metrics } = replicaOn(database, clock, { effects });
    const calls: string[] = [];
    const handOver = async ({ claim }: Run) => {
      const handover = { sentence: "look at the limit", evidence: [], tried: [], nextSteps: [] };
      const quietAt = new Date(clock.now().getTime() + 3_600_000);
      await store.withClaim("plan.commit", claim, async (tx) => {
        await tx.advance(
          { type: "handed-over", handover, quietAt },
          { text: "given", input: {}, output: {} },
        );
      });
    };
    const graph = createGraph(
      {
        store,
        diagnosis: {
          async investigate(input, signal) {
            calls.push("investigate");
            return options.diagnosis?.(input, signal) ?? { kind: "finding", finding: finding() };
          },
        },
        remediation: {
          heldByStorm: async () => false,
          async propose(run) {
            calls.push("propose");
            await (options.propose ?? handOver)(run);
          },
          handOver,
          offers: options.offers ?? (async () => ({ candidates: [], fields: [] })),
          ...unreached,
        },
        signalsOf: (id) => signalsOf(db, id),
        attemptsOf: (id) => attemptsOf(db, id),
        hintsOf: (id) => hintsOf(db, id),
        notesOf: async () => [],
        experienceOf: async () => ({ shape: null, evidence: [] }),
        referrals: {
          ...createReferrals({ db, ingest: { acceptSignals: async () => 0 } }),
          ...given("refer", options.refer),
        },
        model: { port: options.model ?? NO_MODEL, maxWaitSeconds: 60 },
        language: "en",
        python: options.python,
        openQuestionsOf: (id) => openQuestionsOf(db, id),
        computedFor: (id, since) => computedFor(db, id, since),
        steps: {
          newId: () => ids.next(),
          async keep(step, road) {
            clock.advance(options.secondsAfter?.(step.agent) ?? 0);
            await keepStep({ db, store }, step, road);
          },
        },
        materialFor: (id, since) => materialFor(db, id, since),
        ids,
        budget: DEFAULT_RUN_BUDGET,
        quietSeconds: 60,
        clock,
        metrics,
        logger: silentLogger,
      },
      options.keepsCheckpoints === undefined ? checkpointer : losing(options.keepsCheckpoints),
    );
    const runner = createIncidentRunner({
      db,
      store,
      graph,
      checkpointer,
      effects,
      clock,
      ids,
      metrics,
      quietSeconds: 60,
      logger: silentLogger,
    });
    return {
      calls,
      metrics,
      advance: (signal = never) => runner.advance(incidentId, signal),
      /** Resolves when it stands still. */
      stalled: stalled.promise,
      release: () => stall.resolve(),
    };
  }

  const row = () =>
    db.selectFrom("incidents").selectAll().where("id", "=", incidentId).executeTakeFirstOrThrow();
  return {
    incidentId,
    db,
    clock,
    store: room.store,
    checkpointer,
    worker,
    row,
    drop: database.drop,
    /** As the dispatcher does: for as long as the row is due. */
    async advanceWhileDue({ advance }: { advance(): Promise<void> }) {
      for (let left = 3; left > 0; left -= 1) {
        const { due_at: dueAt } = await row();
        if (dueAt === null || dueAt > clock.now()) return;
        await advance();
      }
    },
    async timesAudited(kind: string) {
      const rows = await db
        .selectFrom("audit")
        .select("kind")
        .where("incident_id", "=", incidentId)
        .where("kind", "=", kind)
        .execute();
      return rows.length;
    },
    /** Rows of all threads, over the checkpointer's tables. */
    async checkpointRows() {
      const { rows } = await database.pool.query<{ count: string }>(
        `select (select count(*) from checkpoints.checkpoints) + (select count(*) from checkpoints.checkpoint_blobs)
          + (select count(*) from checkpoints.checkpoint_writes) as count`,
      );
      return Number(rows[0]?.count);
    },
  };
}

const refuse = () => Promise.reject(new Error("no move of these tests leads here"));
const unreached = {
  undo: refuse,
  reviewApproval: refuse,
  apply: refuse,
  verify: refuse,
  putBack: refuse,
  watch: refuse,
};
