import { afterEach, describe, expect, test } from "vitest";
import type { Json } from "../../src/core/json.ts";
import { NO_MATERIAL } from "../../src/diagnosis/computation/material.ts";
import type { Ask, Model, Reply } from "../../src/llm/model.ts";
import type { PythonOutcome, PythonProgram } from "../../src/sandbox/python-runner.ts";
import { finding } from "../incidents/incident-setup.ts";
import { runnerRoom } from "./runner-room.ts";

const record = {
  agent: "coder" as const,
  prompt: "coder v1",
  model: "m",
  digest: "d",
  inputTokens: 1,
  outputTokens: 1,
  costMicros: null,
  ms: 1,
};
const reply = (value: unknown): Reply<never> => ({
  kind: "answer",
  value: value as never,
  isReused: false,
  record,
});
const output = JSON.stringify({
  type: "object",
  properties: { slow: { type: "integer" } },
  required: ["slow"],
});
const written = (code = "def main(data):\n  return {'slow': 7}") => ({
  program: "run",
  question: "how many calls were slow",
  code,
  output,
});
const UNKNOWN = { cause: "unknown", confidence: 0, sentence: "no piece tells", evidence: [] };
const FOUND = { cause: "dependency-down", confidence: 0.95, sentence: "calls are slow", evidence: ["e1"] };

const SECRET_LINE = "connects with password=hunter2hunter2";

let room: Awaited<ReturnType<typeof runnerRoom>>;
afterEach(() => room.drop());

interface Case {
  /** What the model answers Coder, one question after the other. */
  programs: unknown[];
  outcomes: PythonOutcome[];
  cause?: "unknown" | "memory-limit-too-low";
}

async function play({ programs, outcomes, cause = "unknown" }: Case) {
  room = await runnerRoom();
  const asks: Ask<unknown>[] = [];
  const ran: PythonProgram[] = [];
  const model: Model = {
    isOn: true,
    async ask(ask) {
      asks.push(ask as Ask<unknown>);
      if (ask.agent === "coder") return reply(programs.shift());
      if (ask.agent === "supervisor") {
        const legal = ask.data.find(({ id }) => id === "legal")?.text.split(", ") ?? [];
        return reply({ move: legal[0], reason: "the first" });
      }
      const hasComputed = ask.data.some(({ text }) => text.includes('{"slow":7}'));
      return reply(hasComputed ? FOUND : UNKNOWN);
    },
  };
  const worker = room.worker({
    model,
    python: {
      async run(program) {
        ran.push(program);
        return outcomes.shift() ?? { kind: "failure", failure: "error", message: "nothing is left" };
      },
    },
    diagnosis: async ({ incident }) => ({
      kind: "finding",
      finding: {
        ...finding(),
        ...{ cause, confidence: 0.3, object: incident.subject, memory: null },
        evidence: [{ id: "e", kind: "log", source: "a log", at: "2026-01-01T00:00:07Z", text: SECRET_LINE }],
      },
      material: {
        ...NO_MATERIAL,
        logs: [
          {
            pod: `${incident.subject.name}-7d9c5b4f6-x2x4z`,
            container: "app",
            previous: false,
            lines: ["2026-01-01T00:00:07Z call took 900 ms", SECRET_LINE],
          },
        ],
      },
    }),
  });
  await room.advanceWhileDue(worker);
  const rows = await room.db
    .selectFrom("audit")
    .selectAll()
    .where("incident_id", "=", room.incidentId)
    .orderBy("sequence")
    .execute();
  return {
    asks,
    ran,
    rows,
    row: await room.row(),
    of: (agent: string) => asks.filter((a) => a.agent === agent),
  };
}

const ok: PythonOutcome = { kind: "result", value: { slow: 7 } };
const bad: PythonOutcome = { kind: "failure", failure: "error", message: "KeyError: 'took'" };

describe("a program that a model writes", () => {
  test("is one more piece of evidence, on which a model may then name a cause: found by a model, not by the rules", async () => {
    const { row, rows, of } = await play({ programs: [written()], outcomes: [ok] });
    expect(of("researcher")).toHaveLength(2);
    expect(row.finding).toMatchObject({ cause: "dependency-down", foundBy: "model", confidence: 0.8 });
    expect(row.finding?.evidence[0]).toMatchObject({
      kind: "computed",
      source: expect.stringContaining("a program that a model wrote (sha256"),
      text: 'computed by a model\'s program: how many calls were slow: {"slow":7}',
    });
    const [program] = rows.filter(({ kind }) => kind === "program");
    expect(program).toMatchObject({
      input: { code: written().code, output, runs: 1, codeDigest: expect.stringMatching(/^[0-9a-f]{64}$/) },
      output: { result: { slow: 7 } },
    });
  });

  test("leaves the finding of the rules as it is where nobody makes anything of it", async () => {
    const { row } = await play({ programs: [written()], outcomes: [{ kind: "result", value: { slow: 0 } }] });
    expect(row.finding).toMatchObject({ cause: "unknown" });
    expect(row.finding?.foundBy).toBeUndefined();
    expect(row.finding?.evidence[0]).toMatchObject({ kind: "computed" });
  });

  test("is given the records without secrets and without the names that the model does not read, but with times", async () => {
    const { ran, of } = await play({ programs: [written()], outcomes: [ok] });
    const given = JSON.stringify(ran[0]?.input);
    expect(given).toContain("2026-01-01T00:00:07Z call took 900 ms");
    expect(given.match(/connects with password=/g)).toHaveLength(2);
    expect(given).not.toContain("hunter2");
    expect(given).not.toContain("7d9c5b4f6-x2x4z");
    expect(of("coder")[0]?.prompt.name).toBe("coder");
  });

  const TOKEN = `ghp_${"aB3dE6gH9jK2mN5pQ8rS1tU4".repeat(2)}`;
  const ADDRESS = `postgres://app:hunter2${"hunter2".repeat(4)}@db/orders`;
  test.each<[string, string, object]>([
    ["its result", "how many calls were slow", { slow: 7, said: `password=hunter2hunter2 ${TOKEN}` }],
    ["its result, at the place where it is cut", "how many", { slow: `${"x".repeat(560)} ${ADDRESS}` }],
    ["its question", `how often is password=hunter2hunter2 or ${TOKEN} said`, { slow: 7 }],
  ])("shows nobody a secret that stands in %s", async (_, question, value) => {
    const { asks, row, rows } = await play({
      programs: [{ ...written(), question }],
      outcomes: [{ kind: "result", value: value as Json }],
    });
    expect(row.finding?.evidence[0]?.kind).toBe("computed");
    const computed = asks.at(-1)?.data.filter(({ origin }) => origin.startsWith("computed"));
    expect(computed).toHaveLength(1);
    for (const shown of [row.finding?.evidence[0], rows, computed].map((one) => JSON.stringify(one))) {
      expect(shown).not.toContain("hunter2");
      expect(shown).not.toContain("ghp_aB");
    }
  });

  test("gets its errors back twice at most", async () => {
    const { of, ran, row } = await play({
      programs: [written("a"), written("b"), written("c"), written("d")],
      outcomes: [bad, bad, bad, ok],
    });
    expect(ran.map(({ code }) => code)).toEqual(["a", "b", "c"]);
    expect(of("coder").map(({ data }) => data.filter(({ id }) => ["program", "error"].includes(id)))).toEqual(
      [
        [],
        [
          expect.objectContaining({ text: "a" }),
          expect.objectContaining({ text: "error: KeyError: 'took'" }),
        ],
        [
          expect.objectContaining({ text: "b" }),
          expect.objectContaining({ text: "error: KeyError: 'took'" }),
        ],
      ],
    );
    expect(row.finding).toMatchObject({ cause: "unknown" });
  });

  test("a mended program counts", async () => {
    const { row, rows } = await play({ programs: [written("a"), written("b")], outcomes: [bad, ok] });
    expect(row.cause).toBe("dependency-down");
    expect(rows.find(({ kind }) => kind === "program")?.input).toMatchObject({ code: "b", runs: 2 });
  });

  test("is not run with an output that it does not declare in full", async () => {
    const open = { ...written(), output: '{"type":"object"}' };
    const { ran, of } = await play({ programs: [open, written()], outcomes: [ok] });
    expect(ran).toHaveLength(1);
    expect(of("coder")[1]?.data.at(-1)?.text).toContain("must be an object with properties");
  });

  test.each<[string, Case, number]>([
    [
      "where the sandbox is down",
      { programs: [written()], outcomes: [{ kind: "failure", failure: "unavailable", message: "no" }] },
      1,
    ],
    [
      "where the model knows none",
      { programs: [{ program: "none", question: "", code: "", output: "" }], outcomes: [] },
      1,
    ],
    ["where the rules know the cause", { programs: [], outcomes: [], cause: "memory-limit-too-low" }, 0],
  ])("is asked for once or not at all %s", async (_, what, times) => {
    const { of, rows } = await play(what);
    expect(of("coder")).toHaveLength(times);
    expect(rows.some(({ kind }) => kind === "program")).toBe(false);
  });
});
