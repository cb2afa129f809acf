import { digestOf } from "../core/json.ts";
import { redact } from "../core/redact.ts";
import { type Backoff, backoffMs } from "../core/retry.ts";
import type { ModelDeps, Question } from "./create-model.ts";
import type { Ask } from "./model.ts";
import { NoAnswer } from "./no-answer.ts";
import { costMicros, estimatedTokens, type Tokens } from "./prices.ts";
import { type Completion, type Message, ProviderFailure } from "./provider.ts";
import { readAnswer } from "./read-answer.ts";

const BACKOFF: Backoff = { tries: 3, firstMs: 500, maxMs: 4_000 };
/** A key that the server does not take is not taken a moment later. */
const UNAUTHORISED_MS = 300_000;

/** Asks, and asks once more with the validator's words where the answer is not of the schema. All within one bound of time. */
export async function askOnce<T>(deps: ModelDeps, ask: Ask<T>, question: Question): Promise<T> {
  const startedAt = deps.clock.now().getTime();
  const bound = AbortSignal.timeout(deps.timeoutMs);
  const signal = AbortSignal.any([ask.signal, bound]);
  const messages: Message[] = [
    { role: "system", text: question.system },
    { role: "user", text: question.user },
  ];
  try {
    const first = await completed(deps, ask, { question, messages, signal });
    const answer = judged(ask, first);
    if ("value" in answer) return answer.value;
    messages.push(
      { role: "assistant", text: redact(first.text.slice(0, 8_000)) },
      repairOf(answer.complaint),
    );
    noteSent(question, messages);
    const second = judged(ask, await completed(deps, ask, { question, messages, signal }));
    if ("value" in second) return second.value;
    throw new NoAnswer("not-in-schema", `the answer is not of the schema: ${second.complaint.slice(0, 500)}`);
  } catch (error) {
    if (!bound.aborted || ask.signal.aborted) throw error;
    deps.breaker.failed();
    throw new NoAnswer("timed-out", `no answer within ${deps.timeoutMs / 1000} s`);
  } finally {
    question.record.ms = deps.clock.now().getTime() - startedAt;
  }
}

/** The second call repeats the first: what it sends is all that was sent. */
function noteSent({ record }: Question, messages: readonly Message[]): void {
  record.digest = digestOf({ prompt: record.prompt, model: record.model, messages });
  if (record.sent !== undefined) record.sent = messages.map(({ text }) => text).join("\n\n");
}

const repairOf = (complaint: string): Message => ({
  role: "user",
  text: `That is not an answer of the schema: ${redact(complaint)}. Answer again with the JSON object alone.`,
});

function judged<T>(ask: Ask<T>, completion: Completion) {
  if (completion.isRefusal) throw new NoAnswer("refused", "the model declined to answer");
  if (completion.isCut) return { complaint: "the answer was cut off: make it shorter" };
  return readAnswer(ask.schema, completion.text);
}

interface Call {
  question: Question;
  messages: readonly Message[];
  signal: AbortSignal;
}

/** One completion within the budget, tried again where that helps and the server's wait fits into the time that is left. */
async function completed<T>(deps: ModelDeps, ask: Ask<T>, call: Call): Promise<Completion> {
  const deadline = deps.clock.now().getTime() + deps.timeoutMs;
  for (let failures = 1; ; failures += 1) {
    try {
      const completion = await paid(deps, ask, call);
      deps.breaker.succeeded();
      return completion;
    } catch (error) {
      if (!(error instanceof ProviderFailure)) throw error;
      const waitMs = Math.max(error.retryAfterMs ?? 0, backoffMs(BACKOFF, failures));
      const fits = deps.clock.now().getTime() + waitMs < deadline;
      if (!mayPass(error) || !fits || failures >= BACKOFF.tries) throw givenUp(deps, error);
      await deps.clock.sleep(waitMs, call.signal);
    }
  }
}

const mayPass = ({ reason }: ProviderFailure) => reason === "unavailable" || reason === "rate-limited";

function givenUp({ breaker }: ModelDeps, { reason, message, retryAfterMs }: ProviderFailure): NoAnswer {
  if (reason === "unauthorised") breaker.openFor(UNAUTHORISED_MS);
  else if (retryAfterMs !== null && retryAfterMs > 0) breaker.openFor(retryAfterMs);
  else if (reason !== "rejected" && reason !== "refused") breaker.failed();
  return new NoAnswer(reason, message, { retryAfterMs });
}

/** Reserved before, settled after: a call whose end is not seen counts as the most that it can have come to. */
async function paid<T>(
  deps: ModelDeps,
  ask: Ask<T>,
  { question, messages, signal }: Call,
): Promise<Completion> {
  const { model } = question.record;
  const most: Tokens = {
    input: estimatedTokens(messages.map(({ text }) => text).join("\n")),
    output: ask.maxOutputTokens,
  };
  const reserved = await deps.budget.reserve({
    incidentId: ask.incidentId,
    agent: ask.agent,
    model,
    tokens: most,
    costMicros: costMicros(deps.prices, model, most),
  });
  if ("exceeded" in reserved)
    throw new NoAnswer(
      "over-budget",
      `the budget of ${reserved.what} ${SCOPE_WORDS[reserved.exceeded]} is used up`,
    );
  const settle = async (tokens: Tokens) => {
    const cost = costMicros(deps.prices, model, tokens);
    await deps.budget.settle(reserved.id, { tokens, costMicros: cost });
    count(deps, question, tokens, cost);
  };
  try {
    const completion = await deps.provider.complete({
      model,
      messages,
      maxOutputTokens: ask.maxOutputTokens,
      signal,
    });
    await settle(completion.tokens ?? { input: most.input, output: estimatedTokens(completion.text) });
    return completion;
  } catch (error) {
    // A server that refused the call has computed nothing.
    const isFree =
      error instanceof ProviderFailure && ["rate-limited", "unauthorised", "rejected"].includes(error.reason);
    if (isFree) await settle({ input: 0, output: 0 });
    throw error;
  }
}

const SCOPE_WORDS = { incident: "of this incident", hour: "of this hour", day: "of this day" } as const;

function count({ metrics }: ModelDeps, { record }: Question, tokens: Tokens, cost: number | null): void {
  record.inputTokens += tokens.input;
  record.outputTokens += tokens.output;
  if (cost !== null) {
    record.costMicros = (record.costMicros ?? 0) + cost;
    metrics.modelCost.inc(cost / 1e6);
  }
  metrics.modelTokens.inc({ kind: "input" }, tokens.input);
  metrics.modelTokens.inc({ kind: "output" }, tokens.output);
}
