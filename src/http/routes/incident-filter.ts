import { z } from "zod";
import { CAUSE_NAMES } from "../../domain/cause.ts";
import { INCIDENT_STATUSES } from "../../domain/incident.ts";

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 200;

/** A browser sends the fields of a form that were left empty, too. */
const orNothing = <T extends z.ZodType>(schema: T) =>
  z.preprocess(
    (value) => (typeof value === "string" && value.trim() === "" ? undefined : value),
    schema.optional(),
  );

export const pageSchema = z.object({
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT),
  /** The id of the last one that is known: what follows is older. */
  after: orNothing(z.uuid()),
});

export const incidentFilterSchema = pageSchema.extend({
  /** The id of the first one that is known: what comes before is newer. */
  before: orNothing(z.uuid()),
  text: orNothing(z.string().trim().max(200)),
  namespace: orNothing(z.string().max(63)),
  status: orNothing(z.enum(INCIDENT_STATUSES)),
  cause: orNothing(z.enum(CAUSE_NAMES)),
});

/** Without the fields that are undefined. */
export function given<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
