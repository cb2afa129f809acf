import { z } from "zod";

export const VERDICTS = ["auto", "approve", "deny"] as const;
/** What a rule of the policy may say: `observe` decides as `auto` does, and caps its plan at being seen. */
export const RULE_VERDICTS = ["auto", "approve", "observe", "deny"] as const;
export type RuleVerdict = (typeof RULE_VERDICTS)[number];
export const AUTONOMIES = ["off", "observe", "approve", "auto"] as const;
export type Autonomy = (typeof AUTONOMIES)[number];

/** The policy's answer with the rule that decided. `autonomy` is the cap that applied to it. */
export const verdictSchema = z.object({
  verdict: z.enum(VERDICTS),
  rule: z.string(),
  reason: z.string(),
  autonomy: z.enum(AUTONOMIES),
  /** Which mark on namespace or workload set the cap; absent where the environment did. */
  autonomyReason: z.string().optional(),
  /** How many people must say yes; one where absent. */
  approvers: z.literal(2).optional(),
  /** Where an answer counts: on the card alone, where the chat vouches for the person; anywhere where absent. */
  decideOn: z.literal("card").optional(),
  /** Groups and open ids of the policy: who decides stands in each of these lists. Absent: whoever may in general. */
  decidedBy: z.array(z.array(z.string())).optional(),
  /** The least time for which the change must hold to count as proven. */
  soakSeconds: z.number().optional(),
  /** When others are asked too, and when the question is given up, counted from asking. */
  escalateAfterSeconds: z.number().optional(),
  expireAfterSeconds: z.number().optional(),
  /** The notify rule of the policy that says whom to tell. */
  notify: z.string().optional(),
});
export type Verdict = z.infer<typeof verdictSchema>;

/** The stricter of two caps. */
export function stricterAutonomy(a: Autonomy, b: Autonomy): Autonomy {
  return AUTONOMIES.indexOf(a) <= AUTONOMIES.indexOf(b) ? a : b;
}
