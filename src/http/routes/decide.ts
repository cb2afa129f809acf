import { z } from "zod";
import { DECISIONS } from "../../domain/approval.ts";
import { CAUSE_NAMES } from "../../domain/cause.ts";
import { MAX_MINUTES } from "../../domain/lengths.ts";
import { type DecisionRequest, MAX_COMMENT } from "../../remediation/decisions.ts";
import type { HttpDeps } from "../http-deps.ts";
import { NAME_MAX_LENGTH } from "../pages/decision-form.ts";
import { answerTo, type DecisionAnswer } from "./decision-answer.ts";

const minutes = z.coerce.number().int().min(1).max(MAX_MINUTES);

/** What a person sends: the digest is that of the plan which they saw, and missing where none of a plan is decided. */
const fields = {
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "must be the digest of the plan")
    .optional(),
  /** A fix is undone through a door of its own. */
  decision: z.enum(DECISIONS).exclude(["undo"]),
  comment: z.string().trim().max(MAX_COMMENT).default(""),
  /** Of "answer"; empty where it is none of the known ones. */
  cause: z
    .enum(CAUSE_NAMES)
    .or(z.literal("").transform(() => undefined))
    .optional(),
  /** Of "not-now" and "pause". */
  minutes: minutes.optional(),
};
const NEEDS_NO_PLAN: readonly string[] = ["take-over", "pause", "answer", "hint"];
const hasDigest = ({ digest, decision }: { digest?: string | undefined; decision: string }) =>
  digest !== undefined || NEEDS_NO_PLAN.includes(decision);
const noDigest = { path: ["digest"], error: "must be the digest of the plan" };

/** A form of ours. */
export const decisionFormSchema = z
  .object({
    ...fields,
    by: z.string().trim().max(NAME_MAX_LENGTH).default(""),
    /** The page that the answer is shown on. */
    from: z.enum(["approvals"]).optional().catch(undefined),
    /** What was chosen beside either button, of which one was pressed. */
    notNowMinutes: minutes.optional(),
    pauseMinutes: minutes.optional(),
    /** A box that was ticked. */
    confirmed: z
      .string()
      .optional()
      .transform((value) => value === "yes"),
  })
  .refine(hasDigest, noDigest);
export type DecisionForm = z.infer<typeof decisionFormSchema>;

/** The JSON API's body: the caller is the holder of the operator token, and a program means what it says. */
export const decisionSchema = z.object(fields).refine(hasDigest, noDigest);

/** One road for all doors: decides at most once, and says what came of it. */
export async function decide(
  deps: Pick<HttpDeps, "approvals">,
  request: DecisionRequest,
): Promise<DecisionAnswer> {
  return answerTo(await deps.approvals.decide(request));
}

function chosenBeside({ decision, notNowMinutes, pauseMinutes }: DecisionForm): number | undefined {
  if (decision === "not-now") return notNowMinutes;
  return decision === "pause" ? pauseMinutes : undefined;
}

/** What a form says of its decision. */
export function decisionOf(form: DecisionForm): Omit<DecisionRequest, "which" | "by" | "door"> {
  const { decision, comment, cause, confirmed } = form;
  const minutes = form.minutes ?? chosenBeside(form);
  return {
    decision,
    comment,
    isConfirmed: confirmed,
    ...(minutes !== undefined && { minutes }),
    ...(cause !== undefined && { cause }),
  };
}
