import { expect, test } from "vitest";
import { paintFor } from "../../src/cli/colours.ts";
import { humanLine } from "../../src/cli/human-log.ts";
import { createLogger } from "../../src/core/logger.ts";

const plain = paintFor({}, {});
const written = (log: (logger: ReturnType<typeof createLogger>) => void): string[] => {
  const lines: string[] = [];
  log(createLogger({ level: "info", destination: { write: (line) => void lines.push(line) } }));
  return lines;
};

test("a line of the log is one line for people: time, level, words, then the fields", () => {
  const [line = ""] = written((logger) =>
    logger.child({ incident: "i-1" }).warn({ reason: "two words", tries: 2, on: { a: 1 } }, "not taken"),
  );
  expect(humanLine(line, plain)).toMatch(
    /^\d\d:\d\d:\d\d warn {2}not taken incident=i-1 reason="two words" tries=2 on=\{"a":1\}\n$/,
  );
});

test("whatever a cluster says moves no terminal and stays on its line", () => {
  const [line = ""] = written((logger) =>
    logger.info({ said: "a\u001b[2Jb\nc" }, "x\u001b]0;title\u0007y\nz"),
  );
  expect(humanLine(line, plain)).toMatch(/info {2}xy z said="ab c"\n$/);
});

test("what is no line of the log is given as it is", () => {
  expect(humanLine("Segmentation\u001b[0m fault\n", plain)).toBe("Segmentation fault\n");
});

test.each([
  [{ isTTY: true }, {}, true],
  [{ isTTY: true }, { NO_COLOR: "1" }, false],
  [{ isTTY: true }, { TERM: "dumb" }, false],
  [{}, {}, false],
])("colours are for terminals, unless nobody wants them: %j %j", (out, env, isPainted) => {
  expect(paintFor(out, env)("red", "x") !== "x").toBe(isPainted);
});

test("an incident's id has one name in the log", () => {
  const lines = written((logger) => {
    logger.info({ incidentId: "i-1" }, "a");
    logger.child({ incident: "i-2" }).info({}, "b");
    logger.info({ incident: "i-3", incidentId: undefined }, "c");
  });
  expect(lines.map((line) => [JSON.parse(line).incident, "incidentId" in JSON.parse(line)])).toEqual([
    ["i-1", false],
    ["i-2", false],
    ["i-3", false],
  ]);
});
