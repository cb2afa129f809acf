import { afterEach, expect, test } from "vitest";
import type { Asker } from "../../src/domain/model-reply.ts";
import type { Ask, Model, Reply } from "../../src/llm/model.ts";
import type { Offers } from "../../src/remediation/offers.ts";
import { DEPLOYMENT, finding } from "../incidents/incident-setup.ts";
import { runnerRoom } from "./runner-room.ts";

const record = (agent: Asker) => ({
  ...{
    agent,
    prompt: "p@1",
    model: "m",
    digest: "d",
    inputTokens: 1,
    outputTokens: 1,
    costMicros: null,
    ms: 1,
  },
});
const PROGRAM = {
  program: "run",
  question: "how many calls were slow",
  code: "def main(data):\n  return {'slow': 7}",
  output: '{"type":"object","properties":{"slow":{"type":"integer"}},"required":["slow"]}',
};
const ANSWERS: Partial<Record<Asker, object>> = {
  researcher: { cause: "unknown", confidence: 0, sentence: "no piece tells", evidence: [] },
  coder: PROGRAM,
  "autofix-k8s": { choice: "set-field", number: 1, value: "json", reason: "e1 says so", evidence: ["e1"] },
  "human-help": { sentences: [{ text: "Look at the log.", evidence: ["e1"] }] },
};
const OFFERS: Offers = {
  candidates: [],
  fields: [
    {
      name: "container web: env ENCODER",
      value: "jsonn",
      repairTo: (to, basis) => ({
        type: "SetField",
        target: DEPLOYMENT,
        isExclusive: false,
        parameters: { field: "container web: env ENCODER", from: "jsonn", to, basis },
      }),
    },
  ],
};

let room: Awaited<ReturnType<typeof runnerRoom>>;
afterEach(() => room.drop());

/** A model of which `waiting` gets its turn at the second try, and the first move that is legal is taken. */
function modelAfterAWait(waiting: Asker, asked: Asker[]): Model {
  return {
    isOn: true,
    async ask<T>(ask: Ask<T>): Promise<Reply<T>> {
      const { agent } = ask;
      const isFirst = !asked.includes(agent);
      asked.push(agent);
      if (agent === waiting && isFirst)
        return {
          kind: "none",
          reason: "busy",
          detail: "others ask",
          retryAfterMs: 3_000,
          record: record(agent),
        };
      const [move] = ask.data.find(({ id }) => id === "legal")?.text.split(", ") ?? [];
      const value = (agent === "supervisor" ? { move, reason: "the first" } : ANSWERS[agent]) as T;
      return { kind: "answer", value, isReused: false, record: record(agent) };
    },
  };
}

test.each<[Asker, "unknown" | "application-crash"]>([
  ["researcher", "unknown"],
  ["coder", "unknown"],
  ["autofix-k8s", "application-crash"],
  ["human-help", "unknown"],
])(
  "%s has its turn in a later run, and the incident does not go on without it, however late the run is by then",
  async (waiting, cause) => {
    room = await runnerRoom();
    const asked: Asker[] = [];
    const worker = room.worker({
      model: modelAfterAWait(waiting, asked),
      offers: async () => OFFERS,
      python: { run: async () => ({ kind: "result", value: { slow: 7 } }) },
      diagnosis: async ({ incident }) => ({
        kind: "finding",
        finding: {
          ...{ ...finding(), cause, confidence: 0.3, object: incident.subject, memory: null, rollback: null },
          evidence: [{ id: "e", kind: "log", source: "a log", at: "2026-11-22T11:59:00Z", text: "panic" }],
        },
      }),
      // Its five seconds are over before Supervisor looks again.
      secondsAfter: (agent) => (agent === waiting ? 10 : 0),
    });
    await worker.advance();
    expect(asked.at(-1)).toBe(waiting);
    expect(asked.filter((one) => one === waiting)).toHaveLength(1);
    expect(worker.calls).not.toContain("propose");
    await worker.advance();
    expect(asked.filter((one) => one === waiting).length).toBeGreaterThan(1);
    const { finding: found, handover } = await room.row();
    if (waiting === "coder") expect(found?.evidence[0]?.kind).toBe("computed");
    if (waiting === "autofix-k8s") expect(found?.repair).toMatchObject({ type: "SetField" });
    if (waiting === "human-help") expect(handover?.explanation).toHaveLength(1);
  },
);
