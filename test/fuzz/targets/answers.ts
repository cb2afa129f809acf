import fc from "fast-check";
import { isSafeSentence } from "../../../src/agents/asking/safe-sentence.ts";
import { choose } from "../../../src/agents/nodes/choose.ts";
import { consult } from "../../../src/agents/nodes/consult.ts";
import { explain } from "../../../src/agents/nodes/explain.ts";
import { findingSchema } from "../../../src/domain/finding.ts";
import type { Incident } from "../../../src/domain/incident.ts";
import type { IncidentEvent } from "../../../src/domain/incident-event.ts";
import { transition } from "../../../src/domain/transition.ts";
import type { Ask, Reply } from "../../../src/llm/model.ts";
import { readAnswer } from "../../../src/llm/read-answer.ts";
import { investigating, NOW } from "../../domain/incident-stories.ts";
import { altered, alteredText } from "../altered.ts";
import { opened, type Target } from "../target.ts";

/** An answer for each question that an agent asks, with the name of a piece of evidence that was shown. */
const GOOD = {
  consult: { cause: "memory-leak", confidence: 0.7, sentence: "It grows.", evidence: ["e1", "e9"] },
  choose: { choice: "set-field", number: 1, value: "512", reason: "As the log says.", evidence: ["e1"] },
  explain: { sentences: [{ text: "The new setting is too small.", evidence: ["e1"] }] },
} as const;
type Question = keyof typeof GOOD;

const around = fc.constantFrom(
  (text: string) => text,
  (text: string) => `\`\`\`json\n${text}\n\`\`\``,
  (text: string) => `<think>{"a": {</think>Here it is: ${text} {`,
  (text: string) => `${"{".repeat(2_000)}${text}`,
);
const answers = fc.constantFrom<Question>("consult", "choose", "explain").chain((question) => {
  const good = altered(fc.constant<unknown>(GOOD[question])).map((value) => JSON.stringify(value));
  const text = fc.oneof({ weight: 4, arbitrary: good }, alteredText(good));
  return fc.record({ question: fc.constant(question), text, wrap: around });
});

const evidence = [
  { id: "e-1", kind: "log", source: "logs", at: NOW.toISOString(), text: "out of memory" },
] as const;
const known: Incident = transition(
  investigating(),
  {
    type: "diagnosed",
    finding: {
      cause: "unknown",
      object: investigating().subject,
      confidence: 0.2,
      sentence: "nobody knows",
      evidence: [...evidence] as never,
      ruledOut: [],
      memory: null,
      rollback: null,
      repair: null,
      advice: [],
    },
  },
  NOW,
).incident;
const handedOver: Incident = transition(
  known,
  {
    type: "handed-over",
    handover: { sentence: "look", evidence: [...evidence] as never, tried: [], nextSteps: [] },
    quietAt: NOW,
  },
  NOW,
).incident;

const record = {
  agent: "researcher",
  prompt: "p",
  model: "m",
  digest: "d",
  inputTokens: 1,
  outputTokens: 1,
  costMicros: null,
  ms: 1,
};

/** A model that says what is given to it, whatever it is asked. */
function modelThatSays(text: string) {
  return {
    isOn: true,
    async ask<T>({ schema }: Ask<T>): Promise<Reply<T>> {
      const read = readAnswer(schema, text);
      if ("value" in read) return { kind: "answer", value: read.value, isReused: false, record } as Reply<T>;
      return { kind: "none", reason: "invalid", detail: read.complaint, retryAfterMs: null, record } as never;
    },
  };
}

const fields = [
  {
    name: "env LIMIT",
    value: "128",
    repairTo: (value: string | number) => ({
      type: "SetScale",
      target: known.subject,
      isExclusive: false,
      parameters: { from: 1, to: Number(value) || 1, basis: "" },
    }),
  },
];

function depsFor(question: Question, text: string) {
  const incident = question === "explain" ? handedOver : known;
  const tx = {
    incident,
    note: async (_kind: string, note: unknown) => void JSON.stringify(note),
    advance: async (event: IncidentEvent) => check(transition(incident, event, NOW).incident, question),
  };
  return {
    store: {
      read: async () => incident,
      withClaim: (_: string, __: unknown, work: (tx: never) => unknown) => work(tx as never),
    },
    clock: { now: () => NOW },
    model: { port: modelThatSays(text), maxWaitSeconds: 1 },
    remediation: { offers: async () => ({ candidates: [], fields }) },
    attemptsOf: async () => [],
    language: "en",
  } as never;
}

/** What a model said decides nothing alone, and nothing is shown that is not fit to be. */
function check(after: Incident, question: Question): void {
  if (question === "explain") {
    const shown = after.handover?.explanation ?? [];
    if (!shown.every(({ text }) => isSafeSentence(text, "en"))) throw new Error("a sentence is not safe");
    return;
  }
  findingSchema.omit({ repair: true }).parse(after.finding);
  if (after.finding?.foundBy !== "model") throw new Error("a model's finding counts as one of signatures");
  if ((after.confidence ?? 0) > 0.8) throw new Error("a model is as sure as a signature");
}

export const ANSWERS: Target = {
  name: "answers",
  open: async () =>
    opened({
      inputs: answers,
      async run({ question, text, wrap }) {
        const run = { claim: { incidentId: "i1", epoch: 1 }, signal: new AbortController().signal };
        const act = { consult, choose, explain }[question];
        await act(depsFor(question, wrap(text)), run);
      },
    }),
};
