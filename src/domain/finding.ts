import { z } from "zod";
import { CAUSE_NAMES } from "./cause.ts";
import { evidenceSchema } from "./evidence.ts";
import { nextStepSchema } from "./handover.ts";
import { memoryCaseSchema } from "./memory-case.ts";
import { noteSchema } from "./note.ts";
import { objectRefSchema } from "./object-ref.ts";
import { repairSchema } from "./repair.ts";
import { rollbackCaseSchema } from "./rollback-case.ts";

const alternativeSchema = z.object({
  cause: z.enum(CAUSE_NAMES),
  confidence: z.number().min(0).max(1),
  sentence: z.string(),
  repair: repairSchema,
});

/** What is wrong, how sure that is, what it rests on and what was ruled out. */
export const findingSchema = z.object({
  cause: z.enum(CAUSE_NAMES),
  /**
   * The object at fault, which a repair would change. Where it is not the incident's subject, it gets an incident of its
   * own and this one plans nothing: it is closed through that one.
   */
  object: objectRefSchema,
  confidence: z.number().min(0).max(1),
  sentence: z.string(),
  evidence: z.array(evidenceSchema),
  ruledOut: z.array(z.object({ cause: z.string(), why: z.string() })),
  /** What the actions of this cause family need to know; computed from facts by code, never by a model. */
  memory: memoryCaseSchema.nullable(),
  rollback: rollbackCaseSchema.nullable(),
  /** Where no signature knew the cause and a model named it: then a person decides, whatever the policy allows. */
  foundBy: z.literal("model").optional(),
  /** What less sure signatures would do, worked out by code like the finding's own repair: what a person or a model may choose. */
  alternatives: z.array(alternativeSchema).optional(),
  repair: repairSchema.nullable().default(null),
  /** For a person, in order of promise: where there is no repair, or beside it. */
  advice: z.array(nextStepSchema).default([]),
  /** What others wrote about such a problem, each with its source. It supports nothing and decides nothing. */
  notes: z.array(noteSchema).max(12).optional(),
});
export type Finding = z.infer<typeof findingSchema>;
