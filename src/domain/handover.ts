import { z } from "zod";
import { evidenceSchema } from "./evidence.ts";

/** What a person is given when the service stops: the state of things and what to do next, in order of promise. */
export const handoverSchema = z.object({
  sentence: z.string(),
  evidence: z.array(evidenceSchema),
  tried: z.array(z.string()),
  nextSteps: z.array(
    z.object({ text: z.string(), command: z.string().optional(), manifest: z.string().optional() }),
  ),
});
export type Handover = z.infer<typeof handoverSchema>;
