import { expect, it } from "vitest";
import { answerTo } from "../../src/simulation/openai/good-model.ts";
import { REFUSALS } from "../scenarios/data/refusals.ts";
import { createVary } from "../scenarios/vary.ts";

const SEEDS = Array.from({ length: 40 }, (_, index) => index + 1);

interface Piece {
  id: string;
  origin: string;
  text: string;
}

const ask = (schema: string, data: Piece[]) =>
  answerTo({
    model: "m",
    stream: false,
    maxTokens: null,
    messages: [
      { role: "system", content: schema },
      { role: "user", content: `${JSON.stringify({ data })}\nAnswer.` },
    ],
  }) as Record<string, unknown>;

const piece = (id: string, text: string): Piece => ({ id, origin: "test", text });

it.each(REFUSALS)(
  "$name: its cause is named and its value mended from what was sent alone",
  ({ name, where, setting }) => {
    for (const seed of SEEDS) {
      const { name: variable, wrong, right, log, others = [] } = setting(createVary(seed, name));
      const evidence = piece("e2", log.join("\n"));
      expect(ask('"cause"', [piece("e1", "exit code 1"), evidence])).toMatchObject({
        cause: expect.stringMatching(/^(bad-arguments|config-content-invalid)$/),
        evidence: ["e2"],
      });
      const field = where === "args" ? "container web: args[0]" : `container web: env ${variable}`;
      const fields = [
        { field: "container web: env REGION", value: "north" },
        ...others.map((value) => ({ field: "container web: args[1]", value })),
        { field, value: wrong },
        { field: "terminationGracePeriodSeconds", value: 30 },
      ].map((one, index) => piece(`field ${index + 1}`, JSON.stringify(one)));
      expect(ask('"choice"', [evidence, ...fields])).toMatchObject({
        choice: "set-field",
        number: others.length + 2,
        value: right,
        evidence: ["e2"],
      });
    }
  },
);

it.each([
  "connection refused",
  "panic: runtime error: index out of range [5] with length 3",
  "ERROR: worker 7 was killed",
  "loaded 12 of 40 records, expected more",
  'level=info msg="timeouts between 1 and 5 are usual"',
])("says that it does not know what %j means, and changes nothing", (line) => {
  expect(ask('"cause"', [piece("e1", line)])).toMatchObject({ cause: "unknown" });
  const field = piece("field 1", JSON.stringify({ field: "container web: env WORKERS", value: "7" }));
  expect(ask('"choice"', [piece("e1", line), field])).toMatchObject({ choice: "none" });
});

it("chooses a repair of the cause that was found, and leaves one of another cause to a person", () => {
  const candidate = piece("candidate 1", JSON.stringify({ cause: "probe-too-strict" }));
  expect(ask('"choice"', [piece("finding", "probe-too-strict: late"), candidate])).toMatchObject({
    choice: "candidate",
    number: 1,
  });
  expect(ask('"choice"', [piece("finding", "application-crash: ends"), candidate])).toMatchObject({
    choice: "none",
  });
});
