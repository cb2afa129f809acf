import { z } from "zod";

/** How bad its alert says a problem is, the worst first. Closed list: what a label says is untrusted. */
export const SEVERITIES = ["critical", "warning", "info"] as const;
export const severitySchema = z.enum(SEVERITIES);
export type Severity = z.infer<typeof severitySchema>;

/** Of whatever says nothing of it that is known. */
export const USUAL_SEVERITY: Severity = "warning";

/**
 * By so many seconds what is due goes behind what is critical and came due at the same time. Age is not outweighed for
 * longer: a matter of information goes before everything that came due a quarter of an hour after it, so that however many
 * critical ones come, none waits for ever.
 */
export const BEHIND_SECONDS: Readonly<Record<Severity, number>> = { critical: 0, warning: 300, info: 900 };

/** Only the words of the list count. */
export function severityOf(label: string | undefined): Severity {
  return severitySchema.catch(USUAL_SEVERITY).parse(label);
}

/** 0 is the worst. */
export const rankOf = (severity: Severity): number => SEVERITIES.indexOf(severity);

export function worstOf(severities: readonly Severity[]): Severity {
  return SEVERITIES.find((severity) => severities.includes(severity)) ?? USUAL_SEVERITY;
}
