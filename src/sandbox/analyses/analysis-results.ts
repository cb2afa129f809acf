import { z } from "zod";

const count = z.int().min(0);

export const memoryTrendSchema = z.strictObject({
  verdict: z.enum(["leak", "spike", "plateau", "unclear", "too-few-samples"]),
  runs: count,
  samples: count,
  bytesPerSecond: z.number().nullable(),
  secondsToLimit: z.number().min(0).nullable(),
  peakBytes: count.nullable(),
  /** The peak with a quarter of head room; null where a limit cut it off, or where it grows without end. */
  recommendedLimitBytes: count.nullable(),
  confidence: z.number().min(0).max(1),
});
export type MemoryTrend = z.infer<typeof memoryTrendSchema>;

export const logTemplatesSchema = z.strictObject({
  templates: z
    .array(
      z.strictObject({
        template: z.string().max(1000),
        before: count,
        after: count,
        example: z.string().max(300),
        change: z.enum(["new", "gone", "more", "less", "same"]),
      }),
    )
    .max(20),
  distinct: count,
});
export type LogTemplates = z.infer<typeof logTemplatesSchema>;

export const restartIntervalsSchema = z.strictObject({
  runs: count,
  shortestSeconds: z.number().nullable(),
  medianSeconds: z.number().nullable(),
  longestSeconds: z.number().nullable(),
  variation: z.number().nullable(),
  meanGapSeconds: z.number().nullable(),
  pattern: z.enum(["none", "single", "same-point", "spread", "erratic"]),
});
export type RestartIntervals = z.infer<typeof restartIntervalsSchema>;

export const probeTimingSchema = z.strictObject({
  verdict: z.enum(["slow-start", "dead", "unknown"]),
  startSeconds: count.nullable(),
  from: z.enum(["measured", "progress"]).nullable(),
  confidence: z.number().min(0).max(1),
  startupProbe: z.strictObject({ periodSeconds: count, failureThreshold: count }).nullable(),
  initialDelaySeconds: count.nullable(),
});
export type ProbeTiming = z.infer<typeof probeTimingSchema>;
