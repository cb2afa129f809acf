import { z } from "zod";
import type { Verdict } from "../../domain/verdict.ts";
import type { RecordedInput } from "./judge-recorded.ts";
import type { Trace } from "./trace.ts";

/** A decision of the policy as a row of the audit holds it. */
export interface RecordedDecision {
  verdict: Verdict;
  record: RecordedInput;
  /** Null in rows of versions that kept none. */
  trace: Trace | null;
  /** Null where no plan came of it. */
  planDigest: string | null;
}

const verdictSchema = z.looseObject({ verdict: z.string(), rule: z.string() });
const plannedSchema = z.looseObject({ plan: verdictSchema });
const deniedSchema = z.looseObject({ judge: z.unknown(), verdict: verdictSchema });
const tracedSchema = z.looseObject({ trace: z.looseObject({ actions: z.array(z.unknown()) }) });
const recordSchema = z.looseObject({ draft: z.unknown(), facts: z.looseObject({ now: z.string() }) });
const digestSchema = z.looseObject({ plan: z.looseObject({ digest: z.string() }) });

/** Undefined for a row that holds no decision of the policy. */
export function decisionOf({
  input,
  output,
}: {
  input: unknown;
  output: unknown;
}): RecordedDecision | undefined {
  const denied = deniedSchema.safeParse(input).data;
  const record = recordSchema.safeParse(denied?.judge ?? input).data;
  const verdict = denied?.verdict ?? plannedSchema.safeParse(output).data?.plan;
  if (record === undefined || verdict === undefined) return undefined;
  const trace = tracedSchema.safeParse(denied === undefined ? output : input).data?.trace;
  // What a decider of this service was asked with and what it answered, as its own code wrote it down.
  return {
    verdict: verdict as unknown as Verdict,
    record: withDates(record) as unknown as RecordedInput,
    trace: (trace as unknown as Trace | undefined) ?? null,
    planDigest: digestSchema.safeParse(output).data?.plan.digest ?? null,
  };
}

function withDates(record: z.infer<typeof recordSchema>): object {
  const insteadOf = recordSchema.safeParse(record.insteadOf).data;
  return {
    ...record,
    facts: { ...record.facts, now: new Date(record.facts.now) },
    ...(insteadOf !== undefined && { insteadOf: withDates(insteadOf) }),
  };
}
