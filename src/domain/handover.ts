import { z } from "zod";
import { evidenceSchema } from "./evidence.ts";

/** What to do next: in words, and as a command or manifest that can be copied. */
export const nextStepSchema = z.object({
  text: z.string(),
  command: z.string().optional(),
  manifest: z.string().optional(),
});
export type NextStep = z.infer<typeof nextStepSchema>;

/** What a person is given when the service stops: the state of things and what to do next, in order of promise. */
export const handoverSchema = z.object({
  sentence: z.string(),
  evidence: z.array(evidenceSchema),
  tried: z.array(z.string()),
  nextSteps: z.array(nextStepSchema),
});
export type Handover = z.infer<typeof handoverSchema>;
