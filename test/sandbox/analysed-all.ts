import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Json } from "../../src/core/json.ts";
import { ANALYSES, type AnalysisName } from "../../src/sandbox/analyses/run-analysis.ts";
import { jsonShapeSchema } from "../../src/sandbox/json-shape.ts";
import type { PythonRunner } from "../../src/sandbox/python-runner.ts";

/** The analysis as it ships over many inputs in one run: an interpreter for each would take a minute. */
export async function analysedAll<T>(
  runner: PythonRunner,
  name: AnalysisName,
  inputs: readonly Json[],
): Promise<T[]> {
  const { file, schema } = ANALYSES[name];
  const code = readFileSync(new URL(`../../src/sandbox/analyses/${file}`, import.meta.url), "utf8");
  const outcome = await runner.run({
    code: `${code}\n\none_of_them = main\n\n\ndef main(data):\n    return [one_of_them(one) for one in data]\n`,
    input: [...inputs],
    outputSchema: { type: "array", items: jsonShapeSchema.parse(z.toJSONSchema(schema)) },
    limits: { timeoutMs: 60_000, outputBytes: 1_000_000 },
  });
  if (outcome.kind === "failure") throw new Error(`${outcome.failure}: ${outcome.message}`);
  return z.array(schema).parse(outcome.value) as T[];
}
