import { z } from "zod";

export const EVIDENCE_KINDS = [
  "container-status",
  "event",
  "log",
  "specification",
  "revision",
  "sample",
  "node",
  "namespace",
  "alert",
  "experience",
  "hint",
  /** Worked out by a program over other evidence; its code and input are in the audit. */
  "computed",
  "gap",
] as const;

/** A fact about the incident: redacted, bounded, shown to people and to the audit. `source` says where to see it again. */
export const evidenceSchema = z.object({
  id: z.string(),
  kind: z.enum(EVIDENCE_KINDS),
  source: z.string(),
  at: z.string(),
  text: z.string(),
});
export type Evidence = z.infer<typeof evidenceSchema>;
