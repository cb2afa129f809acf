import { z } from "zod";
import { digestOf } from "../core/json.ts";
import { actionSchema } from "./action.ts";
import { verdictSchema } from "./verdict.ts";

export const RISK_LEVELS = ["low", "medium", "high"] as const;
export const riskSchema = z.object({ level: z.enum(RISK_LEVELS), reasons: z.array(z.string()) });
export type Risk = z.infer<typeof riskSchema>;

/** The verified attempt that a plan puts back, and who asked for that. */
export const undoesSchema = z.object({
  attemptId: z.string(),
  number: z.number(),
  by: z.string(),
  reason: z.string(),
});
export type Undoes = z.infer<typeof undoesSchema>;

/** What is judged: everything of a plan but the verdict on it. */
export const planDraftSchema = z.object({
  incidentId: z.string(),
  sentence: z.string(),
  risk: riskSchema,
  actions: z.array(actionSchema).min(1),
  /** Said on the card beside the diff, such as that the next `helm upgrade` undoes the change. */
  notes: z.array(z.string()),
  /** Absent where it is a repair. */
  undoes: undoesSchema.optional(),
});
export type PlanDraft = z.infer<typeof planDraftSchema>;

export const planSchema = planDraftSchema.extend({ digest: z.string(), ...verdictSchema.shape });
export type Plan = z.infer<typeof planSchema>;

/** Binds a draft to its verdict. The digest covers everything that a person is shown. */
export function sealPlan(draft: PlanDraft, verdict: z.infer<typeof verdictSchema>): Plan {
  const content = { ...draft, ...verdict };
  return { ...content, digest: digestOf(content) };
}
