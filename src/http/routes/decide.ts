import { z } from "zod";
import type { DecisionRequest, DecisionResult } from "../../remediation/approvals.ts";
import type { HttpDeps } from "../http-deps.ts";
import { COMMENT_MAX_LENGTH, NAME_MAX_LENGTH } from "../pages/decision-form.ts";

/** A form of ours: the digest is that of the plan which the person saw. */
export const decisionFormSchema = z.object({
  digest: z.string().regex(/^[0-9a-f]{64}$/, "must be the digest of the plan"),
  decision: z.enum(["approve", "reject"]),
  comment: z.string().trim().max(COMMENT_MAX_LENGTH).default(""),
  by: z.string().trim().max(NAME_MAX_LENGTH).default(""),
});
export type DecisionForm = z.infer<typeof decisionFormSchema>;

/** The JSON API's body: the caller is the holder of the operator token. */
export const decisionSchema = decisionFormSchema.omit({ by: true });

export interface DecisionAnswer {
  status: number;
  /** Word of a closed list, for programs. */
  reason: string;
  title: string;
  message: string;
}

/** One road for all doors: decides at most once, and says what came of it. */
export async function decide(
  deps: Pick<HttpDeps, "approvals">,
  request: DecisionRequest,
): Promise<DecisionAnswer> {
  return answerTo(await deps.approvals.decide(request));
}

function answerTo(outcome: DecisionResult): DecisionAnswer {
  switch (outcome.result) {
    case "decided":
      return outcome.approval.state === "approved" ? APPROVED : REJECTED;
    case "already-decided":
      return {
        status: 409,
        reason: "already-decided",
        title: "Already decided",
        message: `This plan was ${outcome.approval.state} before, by ${outcome.approval.by ?? "a person"}. Your decision changed nothing.`,
      };
    case "expired":
      return {
        status: 410,
        reason: "expired",
        title: "Too late",
        message: "The time to decide is over. Nothing was changed.",
      };
    case "superseded":
      return {
        status: 410,
        reason: "superseded",
        title: "The question no longer stands",
        message: "What the plan relied on has changed, so it is not carried out. Nothing was decided.",
      };
    case "unknown":
      return {
        status: 409,
        reason: "no-such-plan",
        title: "Another plan, or none, is asked about",
        message: "The plan that you saw waits for no decision. Read the incident again; nothing was decided.",
      };
  }
}

const APPROVED: DecisionAnswer = {
  status: 200,
  reason: "approved",
  title: "Approved",
  message: "The plan is approved. It is carried out now as it was shown, and then proven or put back.",
};

const REJECTED: DecisionAnswer = {
  status: 200,
  reason: "rejected",
  title: "Rejected",
  message: "The plan is rejected. Nothing was changed, and the incident is closed as declined.",
};
