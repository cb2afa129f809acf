import { z } from "zod";

/** What stops changes altogether until it is lifted, by a person or by recovery. Closed list: also labels of metrics. */
export const BREAKERS = ["storm", "failure-rate", "oscillation", "api-server"] as const;
export type Breaker = (typeof BREAKERS)[number];

/** Why a change that may be made is not made now. */
export const HOLDS = [
  ...BREAKERS,
  "cluster",
  "namespace",
  "share",
  "hour",
  "failure-domain",
  "turn",
] as const;
export type HoldRule = (typeof HOLDS)[number];

/** A change waits: for which rule, why in words, and when it is worth asking again. */
export interface Hold {
  rule: HoldRule;
  reason: string;
  seconds: number;
}

/** One time that a breaker opened. */
export const breakerRecordSchema = z.object({
  id: z.string(),
  breaker: z.enum(BREAKERS),
  /** Of an oscillation: the object and the field; "" where the whole cluster is meant. */
  scope: z.string(),
  reason: z.string(),
  openedAt: z.date(),
  /** When what opened it was last true. */
  seenAt: z.date(),
  /** The incident that answers for it, where there is one. */
  incidentId: z.string().nullable(),
  liftedAt: z.date().nullable(),
  /** Who lifted it; "recovery" where what opened it was over for long enough. */
  liftedBy: z.string().nullable(),
});
export type BreakerRecord = z.infer<typeof breakerRecordSchema>;
