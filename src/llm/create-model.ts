import type { Clock } from "../core/clock.ts";
import { messageOf } from "../core/errors.ts";
import { digestOf } from "../core/json.ts";
import type { Logger } from "../core/logger.ts";
import type { Asker, NoAnswerReason } from "../domain/model-reply.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { AnswerStore, Kept } from "./answer-store.ts";
import { askOnce } from "./ask-once.ts";
import type { Bulkhead } from "./bulkhead.ts";
import type { CircuitBreaker } from "./circuit-breaker.ts";
import { type Framed, framed } from "./framing.ts";
import { shapeOf, unmasked } from "./masks.ts";
import type { Ask, AskRecord, Model, Reply } from "./model.ts";
import type { ModelBudget } from "./model-budget.ts";
import { NoAnswer } from "./no-answer.ts";
import type { Prices } from "./prices.ts";
import type { Provider } from "./provider.ts";

export interface ModelDeps {
  provider: Provider;
  budget: ModelBudget;
  answers: AnswerStore;
  bulkhead: Bulkhead;
  breaker: CircuitBreaker;
  modelOf(agent: Asker): string;
  prices: Prices;
  /** Of one question with all its tries, in wall time. */
  timeoutMs: number;
  keepsText: boolean;
  /** Wall time: a model is outside, whatever the service's clock does. */
  clock: Clock;
  metrics: Pick<Metrics, "modelRequests" | "modelTokens" | "modelCost">;
  logger: Logger;
}

/** How soon to come back where others are asking. */
const BUSY_MS = 3_000;

/** Every question takes the same way: kept answer, breaker, room, budget, call, schema. None of it waits for another. */
export function createModel(deps: ModelDeps): Model {
  return {
    isOn: true,
    async ask<T>(ask: Ask<T>): Promise<Reply<T>> {
      const question = questionOf(deps, ask);
      const reply = await answerTo(deps, ask, question);
      ask.signal.throwIfAborted();
      const result = reply.kind === "none" ? reply.reason : reply.isReused ? "reused" : "answered";
      deps.metrics.modelRequests.inc({ agent: ask.agent, result });
      deps.logger.info(
        {
          incident: ask.incidentId,
          agent: ask.agent,
          prompt: question.record.prompt,
          result,
          ms: question.record.ms,
        },
        "asked the model",
      );
      return reply;
    },
  };
}

export interface Question {
  system: string;
  user: string;
  /** Equal ones are the same question: it is asked once, and its answer serves all. */
  key: string;
  record: AskRecord;
}

function questionOf<T>(deps: ModelDeps, ask: Ask<T>): Question {
  const model = deps.modelOf(ask.agent);
  const prompt = `${ask.prompt.name}@${ask.prompt.version}`;
  const sent = framed(ask);
  const shape = ({ system, user }: Framed) => ({ prompt, model, system, user: shapeOf(user) });
  const record: AskRecord = {
    agent: ask.agent,
    prompt,
    model,
    digest: digestOf({ prompt, model, ...sent }),
    inputTokens: 0,
    outputTokens: 0,
    costMicros: null,
    ms: 0,
    ...(deps.keepsText && { sent: `${sent.system}\n\n${sent.user}` }),
  };
  const asked = framed({ ...ask, data: ask.data.filter(({ isBackground }) => isBackground !== true) });
  return { ...sent, key: digestOf(shape(asked)), record };
}

async function answerTo<T>(deps: ModelDeps, ask: Ask<T>, question: Question): Promise<Reply<T>> {
  const { record } = question;
  const none = (reason: NoAnswerReason, detail: string, retryAfterMs: number | null = null): Reply<T> => ({
    kind: "none",
    reason,
    detail,
    retryAfterMs,
    record,
  });
  const taken = await deps.answers.take(question.key);
  if (taken.state === "asked-by-another")
    return none("busy", "the same question is being asked for another incident", BUSY_MS);
  if (taken.state === "kept") {
    const again = reused(ask, taken.kept);
    if (again !== undefined)
      return again.kind === "none" ? none(again.reason, again.detail) : { ...again, record };
  }
  let kept: Kept | undefined;
  try {
    const value = await inRoom(deps, ask, question);
    kept = { kind: "value", value };
    return { kind: "answer", value: unmasked(value, ask.masks), isReused: false, record };
  } catch (error) {
    if (!(error instanceof NoAnswer)) {
      ask.signal.throwIfAborted();
      deps.logger.error({ error: messageOf(error) }, "a question to the model failed");
      return none("unavailable", "the question could not be asked");
    }
    if (error.isOfTheQuestion) kept = { kind: "none", reason: error.reason, detail: error.message };
    return none(error.reason, error.message, error.retryAfterMs);
  } finally {
    await (kept === undefined ? deps.answers.release(question.key) : deps.answers.keep(question.key, kept));
  }
}

type Again<T> =
  | { kind: "answer"; value: T; isReused: true }
  | { kind: "none"; reason: NoAnswerReason; detail: string };

/** What is kept is held against the schema like what comes in; undefined where an older version kept something else. */
function reused<T>(ask: Ask<T>, kept: Kept): Again<T> | undefined {
  if (kept.kind === "none") return kept;
  const parsed = ask.schema.safeParse(kept.value);
  return parsed.success
    ? { kind: "answer", value: unmasked(parsed.data, ask.masks), isReused: true }
    : undefined;
}

async function inRoom<T>(deps: ModelDeps, ask: Ask<T>, question: Question): Promise<T> {
  const leave = deps.bulkhead.enter();
  if (leave === undefined)
    throw new NoAnswer("busy", "as many questions as may be are being asked", { retryAfterMs: BUSY_MS });
  try {
    // Asked last: a half-open breaker counts on whoever it lets through.
    const waitMs = deps.breaker.waitMs();
    if (waitMs > 0)
      throw new NoAnswer(
        "circuit-open",
        `the model has failed lately; it is asked again in ${seconds(waitMs)}`,
      );
    return await askOnce(deps, ask, question);
  } finally {
    leave();
  }
}

const seconds = (ms: number) => `${Math.ceil(ms / 1000)} s`;
