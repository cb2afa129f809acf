import { z } from "zod";
import { evidenceSchema } from "./evidence.ts";

/** What to do next: in words, and as a command or manifest that can be copied. */
export const nextStepSchema = z.object({
  text: z.string(),
  command: z.string().optional(),
  manifest: z.string().optional(),
  /** What there is to read, so that whoever shows it can say so in the reader's language. */
  runbook: z.object({ title: z.string(), source: z.string() }).optional(),
});
export type NextStep = z.infer<typeof nextStepSchema>;

/** What a person is given when the service stops: the state of things and what to do next, in order of promise. */
export const handoverSchema = z.object({
  /** Object, cause, since when, and why the service stops: what a person must know if they read nothing else. */
  sentence: z.string(),
  /** When the first symptom was seen, RFC 3339. */
  since: z.string().optional(),
  /** Who feels it: replicas, Services and Ingresses in front, or that it could not be read. */
  affected: z.array(z.string()).optional(),
  ruledOut: z.array(z.object({ cause: z.string(), why: z.string() })).optional(),
  /** The source of each is the command that shows it again. */
  evidence: z.array(evidenceSchema),
  tried: z.array(z.string()),
  nextSteps: z.array(nextStepSchema),
  /** What a model added, each sentence with the ids of the evidence that it rests on; absent: it was not asked yet. */
  explanation: z.array(z.object({ text: z.string(), evidence: z.array(z.string()).min(1) })).optional(),
});
export type Handover = z.infer<typeof handoverSchema>;
