import { z } from "zod";
import { isTimeZone } from "../../core/time-zone.ts";
import type { NotifyFacts } from "./notify-facts.ts";

const id = (prefix: string, what: string) =>
  z.string().regex(new RegExp(`^${prefix}_[A-Za-z0-9_-]{1,100}$`), `must be ${what} (${prefix}_...)`);

/** Whom to tell, and how: the first rule that matches decides, and what it leaves out is as the environment says. */
export const notifyRuleSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "must be a kebab-case name such as databases-ask-first"),
  when: z.union([z.boolean().transform(String), z.string().min(1).max(2000)]),
  chat: id("oc", "the id of a chat of the app bot").optional(),
  escalateTo: id("oc", "the id of a chat of the app bot").optional(),
  mention: z.array(id("ou", "the open id of a person")).max(20).default([]),
  bots: z.array(z.string().min(1).max(63)).max(10).optional(),
  timeZone: z
    .string()
    .refine(isTimeZone, "must be the IANA name of a time zone such as Asia/Shanghai")
    .optional(),
});

export interface NotifyRule extends Omit<z.infer<typeof notifyRuleSchema>, "when"> {
  when: string;
  matches(facts: NotifyFacts): boolean | Error;
}
