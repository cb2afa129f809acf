import { z } from "zod";
import { CAUSE_NAMES } from "./cause.ts";
import { evidenceSchema } from "./evidence.ts";
import { memoryCaseSchema } from "./memory-case.ts";
import { objectRefSchema } from "./object-ref.ts";
import { rollbackCaseSchema } from "./rollback-case.ts";

/** What is wrong, how sure that is, what it rests on and what was ruled out. */
export const findingSchema = z.object({
  cause: z.enum(CAUSE_NAMES),
  /** The object at fault, which a repair would change. */
  object: objectRefSchema,
  confidence: z.number().min(0).max(1),
  sentence: z.string(),
  evidence: z.array(evidenceSchema),
  ruledOut: z.array(z.object({ cause: z.string(), why: z.string() })),
  /** What the actions of this cause family need to know; computed from facts by code, never by a model. */
  memory: memoryCaseSchema.nullable(),
  rollback: rollbackCaseSchema.nullable(),
});
export type Finding = z.infer<typeof findingSchema>;
