import { z } from "zod";
import { severitySchema } from "./severity.ts";
import { SYMPTOMS } from "./symptom.ts";

/** `object-status`: the light watch of objects that fail in silence; `diagnosis`: another incident's finding points here. */
export const SIGNAL_SOURCES = ["alertmanager", "event", "pod-status", "object-status", "diagnosis"] as const;
export type SignalSource = (typeof SIGNAL_SOURCES)[number];

/**
 * The object that a signal points at, as far as the source names it. `kind` is "" where the source names none;
 * `labels` are the alert's labels, or the pod's, which find a workload whose pod is gone.
 */
export const suspectSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  namespace: z.string(),
  name: z.string(),
  uid: z.string(),
  container: z.string(),
  labels: z.record(z.string(), z.string()),
});
export type Suspect = z.infer<typeof suspectSchema>;

/** `key` makes a repeat of the same symptom the same signal: it holds the instance that failed, never the time of delivery. */
export const newSignalSchema = z.object({
  key: z.string(),
  source: z.enum(SIGNAL_SOURCES),
  symptom: z.enum(SYMPTOMS),
  suspect: suspectSchema,
  /** When the source saw it, by the source's own clock (RFC 3339). */
  at: z.string(),
  /** One line for people; untrusted, bounded, redacted. */
  detail: z.string(),
  /** The object as it was last seen, where it is gone since: what a person, or a plan, would make again. */
  record: z.record(z.string(), z.json()).optional(),
  /** Absent where the source knows none. Decides in what order signals are looked at, and nothing else. */
  severity: severitySchema.optional(),
});
export type NewSignal = z.infer<typeof newSignalSchema>;

export interface Signal extends NewSignal {
  id: string;
  alertId: string | null;
}
