import type { z } from "zod";
import { OperationError } from "../core/errors.ts";
import { findingSchema } from "../domain/finding.ts";
import { handoverSchema } from "../domain/handover.ts";
import type { Incident } from "../domain/incident.ts";
import { planSchema } from "../domain/plan.ts";
import { storedJson } from "./stored-json.ts";

const SCHEMAS = { finding: findingSchema, plan: planSchema, handover: handoverSchema } as const;

/**
 * Refuses a change after which the row could not be read again (a number that JSON does not know, a text too long): no run
 * could advance such an incident, nor hand it over. Whoever made it fails instead, and the incident stays as it was.
 */
export function assertReadable(before: Incident, after: Incident): void {
  for (const part of ["finding", "plan", "handover"] as const) {
    const value = after[part];
    if (value === null || value === before[part]) continue;
    const schema: z.ZodType = SCHEMAS[part];
    const { error } = schema.safeParse(JSON.parse(storedJson(value)));
    if (error === undefined) continue;
    const at = error.issues[0]?.path.join(".") ?? "";
    throw new OperationError(`the ${part} of incident ${after.id} could not be read again at ${at}`, {
      reason: "invalid",
      retryable: false,
    });
  }
}
