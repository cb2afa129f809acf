import { z } from "zod";
import { ACTION_PARAMETERS } from "./action-parameters.ts";
import { objectRefSchema } from "./object-ref.ts";

const shared = {
  target: objectRefSchema,
  /** The evidence leaves no other answer: only then may a repair happen without a person, whatever its default. */
  isExclusive: z.boolean(),
};

function repair<T extends keyof typeof ACTION_PARAMETERS>(type: T) {
  return z.object({ type: z.literal(type), parameters: ACTION_PARAMETERS[type], ...shared });
}

/**
 * What a signature would change, worked out from facts by code. Memory sizes and returns to a revision have their own
 * cases (`Finding.memory`, `Finding.rollback`), because their parameters depend on the attempts so far.
 */
export const repairSchema = z.discriminatedUnion("type", [
  repair("SetResources"),
  repair("SetImage"),
  repair("SetProbe"),
  repair("SetServiceSelector"),
  repair("SetServicePort"),
  repair("SetReference"),
  repair("SetField"),
  repair("SetScale"),
  repair("SetAutoscalerBounds"),
  repair("SetBudget"),
  repair("RelaxPlacement"),
  repair("ExpandClaim"),
  repair("ResumeCronJob"),
  repair("UncordonNode"),
  repair("RestartRollout"),
  repair("EvictPod"),
  repair("RunJobAgain"),
  repair("RecreateService"),
]);
export type Repair = z.infer<typeof repairSchema>;
export type RepairType = Repair["type"];
