import { afterEach, describe, expect, test } from "vitest";
import type { Question } from "../../src/diagnosis/computation/question.ts";
import type { InvestigationInput } from "../../src/diagnosis/diagnosis.ts";
import type { PythonOutcome, PythonProgram } from "../../src/sandbox/python-runner.ts";
import { finding } from "../incidents/incident-setup.ts";
import { runnerRoom } from "./runner-room.ts";

const question: Question = {
  analysis: "memory-trend",
  container: "web",
  input: { limitBytes: 128, series: [{ id: "web-1/0", points: [[0, 1]] }] },
  source: "Prometheus",
};
const leak = {
  verdict: "leak",
  runs: 1,
  samples: 40,
  bytesPerSecond: 1_048_576,
  secondsToLimit: 60,
  peakBytes: 100_000_000,
  recommendedLimitBytes: null,
  confidence: 0.9,
};

let room: Awaited<ReturnType<typeof runnerRoom>>;
afterEach(() => room.drop());

async function play(outcome: PythonOutcome, isAsked = true) {
  room = await runnerRoom();
  const looks: InvestigationInput[] = [];
  const programs: PythonProgram[] = [];
  const worker = room.worker({
    diagnosis: async (input) => {
      looks.push(input);
      const isOpen = isAsked && (input.computed ?? []).length === 0;
      return {
        kind: "finding",
        finding: { ...finding(), object: input.incident.subject },
        questions: isOpen ? [question] : [],
      };
    },
    python: {
      run: async (program) => {
        programs.push(program);
        return outcome;
      },
    },
  });
  await room.advanceWhileDue(worker);
  return { looks, programs, calls: worker.calls, status: (await room.row()).status };
}

describe("Coder", () => {
  test("answers what the look left open, and the next look is given the answer", async () => {
    const { looks, programs, calls } = await play({ kind: "result", value: leak });
    expect(programs).toMatchObject([
      { input: question.input, code: expect.stringContaining("def main(data)") },
    ]);
    expect(calls).toEqual(["investigate", "investigate", "propose"]);
    expect(looks.map(({ computed }) => computed)).toMatchObject([
      [],
      [
        {
          analysis: "memory-trend",
          container: "web",
          result: leak,
          evidence: { kind: "computed", source: expect.stringContaining("sha256") },
        },
      ],
    ]);
  });

  test("keeps program, input, digest and answer in the audit", async () => {
    await play({ kind: "result", value: leak });
    const rows = await room.db
      .selectFrom("audit")
      .selectAll()
      .where("incident_id", "=", room.incidentId)
      .where("kind", "=", "computed")
      .execute();
    expect(rows).toMatchObject([
      {
        text: expect.stringContaining("memory grows steadily"),
        input: {
          analysis: "memory-trend",
          input: question.input,
          code: expect.stringContaining("theil_sen"),
          codeDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
        output: { result: leak },
      },
    ]);
  });

  test.each(["timeout", "unavailable", "invalid-output"] as const)(
    "goes on by the rules where the sandbox fails: %s",
    async (failure) => {
      const { calls, status } = await play({ kind: "failure", failure, message: "no" });
      expect(calls).toEqual(["investigate", "propose"]);
      expect(status).toBe("needs-person");
      expect(await room.timesAudited("computed")).toBe(0);
    },
  );

  test("goes on by the rules where the answer is none of its analysis", async () => {
    const { calls } = await play({ kind: "result", value: { verdict: "leak" } });
    expect(calls).toEqual(["investigate", "propose"]);
  });

  test("runs nothing where nothing is open", async () => {
    const { programs, calls } = await play({ kind: "result", value: leak }, false);
    expect(programs).toEqual([]);
    expect(calls).toEqual(["investigate", "propose"]);
  });
});
