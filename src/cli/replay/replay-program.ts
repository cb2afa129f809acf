import { z } from "zod";
import { ANALYSES, type AnalysisName, shippedDigest } from "../../sandbox/analyses/run-analysis.ts";
import type { AuditRow, Replayed } from "./replay-row.ts";

const computedSchema = z.looseObject({
  analysis: z.enum(Object.keys(ANALYSES) as [AnalysisName, ...AnalysisName[]]),
  codeDigest: z.string().min(12),
});

/** Whether a shipped analysis is the program that computed then: the same program says the same of the same input. */
export function replayProgram({ sequence, kind, input }: AuditRow): Replayed | undefined {
  const computed = kind === "computed" ? computedSchema.safeParse(input).data : undefined;
  if (computed === undefined) return undefined;
  const { analysis, codeDigest } = computed;
  const said = (digest: string) => `${analysis} by program ${digest.slice(0, 12)}`;
  return { sequence, kind, was: said(codeDigest), now: said(shippedDigest(analysis)) };
}
