import { z } from "zod";
import { type Clock, createClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import type { AnswerStore, Kept } from "../../src/llm/answer-store.ts";
import { createBulkhead } from "../../src/llm/bulkhead.ts";
import { createCircuitBreaker } from "../../src/llm/circuit-breaker.ts";
import { createModel, type ModelDeps } from "../../src/llm/create-model.ts";
import type { Ask, DataPart } from "../../src/llm/model.ts";
import type { ModelBudget, Reservation } from "../../src/llm/model-budget.ts";
import { createOpenAiProvider } from "../../src/llm/openai-provider.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";
import type { Script } from "../../src/simulation/openai/behaviour.ts";
import { createFakeOpenAi, FAKE_API_KEY } from "../../src/simulation/openai/create-fake-openai.ts";

export const answerSchema = z.strictObject({ cause: z.enum(["known", "unknown"]), why: z.string().max(200) });
export const GOOD = JSON.stringify({ cause: "known", why: "e1 says so" });

/** Answers in memory, of one process. */
export function memoryAnswers(): AnswerStore & { rows: Map<string, Kept | undefined> } {
  const rows = new Map<string, Kept | undefined>();
  return {
    rows,
    async take(digest) {
      const kept = rows.get(digest);
      if (kept !== undefined) return { state: "kept", kept };
      if (rows.has(digest)) return { state: "asked-by-another" };
      rows.set(digest, undefined);
      return { state: "mine" };
    },
    async keep(digest, kept) {
      rows.set(digest, kept);
    },
    async release(digest) {
      if (rows.get(digest) === undefined) rows.delete(digest);
    },
  };
}

/** A budget that allows everything and remembers. */
export function openBudget(): ModelBudget & { reserved: Reservation[]; settled: unknown[] } {
  const reserved: Reservation[] = [];
  const settled: unknown[] = [];
  return {
    reserved,
    settled,
    async reserve(reservation) {
      reserved.push(reservation);
      return { id: String(reserved.length) };
    },
    async settle(id, spent) {
      settled.push({ id, ...spent });
    },
  };
}

export interface RoomOptions extends Partial<ModelDeps> {
  script: Script;
  model?: string;
  apiKey?: string;
  thinking?: readonly string[];
  clock?: Clock;
}

/** A model over HTTP against the stand-in for OpenAI. */
export async function openRoom(options: RoomOptions) {
  const clock = options.clock ?? createClock();
  const server = createFakeOpenAi({
    clock: createClock(),
    script: options.script,
    thinking: options.thinking ?? [],
  });
  const { url } = await server.start();
  const metrics = createMetrics();
  const answers = memoryAnswers();
  const budget = openBudget();
  const timeoutMs = options.timeoutMs ?? 5_000;
  const deps: ModelDeps = {
    provider: createOpenAiProvider({
      apiKey: () => options.apiKey ?? FAKE_API_KEY,
      baseUrl: url,
      timeoutMs,
      responseFormat: "json_object",
      fetch,
      now: () => clock.now(),
    }),
    budget,
    answers,
    bulkhead: createBulkhead(3),
    breaker: createCircuitBreaker(clock),
    modelOf: () => options.model ?? "gpt-5-mini",
    prices: new Map(),
    timeoutMs,
    keepsText: false,
    clock,
    metrics,
    logger: silentLogger,
    ...options,
  };
  return { server, metrics, answers, budget, model: createModel(deps), stop: () => server.stop() };
}

export function question(
  data: readonly DataPart[] = [
    { id: "e1", origin: "log of container web", text: "cannot open /etc/app.conf" },
  ],
  more: Partial<Ask<z.infer<typeof answerSchema>>> = {},
): Ask<z.infer<typeof answerSchema>> {
  return {
    agent: "researcher",
    incidentId: "0192f0c0-0000-7000-8000-000000000001",
    prompt: { name: "test", version: 1, text: "Name the cause." },
    data,
    masks: [],
    schema: answerSchema,
    maxOutputTokens: 400,
    signal: new AbortController().signal,
    ...more,
  };
}
