import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Json } from "../../core/json.ts";
import { jsonShapeSchema } from "../json-shape.ts";
import type { PythonRunner } from "../python-runner.ts";
import {
  logTemplatesSchema,
  memoryTrendSchema,
  probeTimingSchema,
  restartIntervalsSchema,
} from "./analysis-results.ts";

/** The analyses that ship with the service; they run with no model. */
export const ANALYSES = {
  "memory-trend": { file: "memory_trend.py", schema: memoryTrendSchema },
  "log-templates": { file: "log_templates.py", schema: logTemplatesSchema },
  "restart-intervals": { file: "restart_intervals.py", schema: restartIntervalsSchema },
  "probe-timing": { file: "probe_timing.py", schema: probeTimingSchema },
} as const;
export type AnalysisName = keyof typeof ANALYSES;
export type AnalysisResult<N extends AnalysisName> = z.infer<(typeof ANALYSES)[N]["schema"]>;

export type Analysed<N extends AnalysisName> =
  | { kind: "result"; result: AnalysisResult<N>; code: string; codeDigest: string }
  | { kind: "failure"; failure: string; message: string };

const shippedCode = (name: AnalysisName): string =>
  readFileSync(new URL(ANALYSES[name].file, import.meta.url), "utf8");

const digestOf = (code: string): string => createHash("sha256").update(code).digest("hex");

/** Names the program that ships now, as its answers do. */
export const shippedDigest = (name: AnalysisName): string => digestOf(shippedCode(name));

/** Runs one shipped analysis; a failure is an answer, and whoever asked goes on by rules alone. */
export async function runAnalysis<N extends AnalysisName>(
  runner: Pick<PythonRunner, "run">,
  { name, input, timeoutMs }: { name: N; input: Json; timeoutMs: number },
  signal?: AbortSignal,
): Promise<Analysed<N>> {
  const { schema } = ANALYSES[name];
  const code = shippedCode(name);
  const outputSchema = jsonShapeSchema.parse(z.toJSONSchema(schema));
  const outcome = await runner.run({ code, input, outputSchema, limits: { timeoutMs } }, signal);
  if (outcome.kind === "failure") return outcome;
  const parsed = schema.safeParse(outcome.value);
  if (!parsed.success)
    return { kind: "failure", failure: "invalid-output", message: `the result of ${name} is not understood` };
  // The schema that parsed it is that of this name.
  return { kind: "result", result: parsed.data as AnalysisResult<N>, code, codeDigest: digestOf(code) };
}
