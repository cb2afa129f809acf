import { z } from "zod";
import type { ApprovalDoor } from "../../domain/approval.ts";
import type { DecisionOutcome, HttpDeps } from "../http-deps.ts";
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
  title: string;
  message: string;
}

/** One road for all doors: decides at most once, and says what came of it. */
export async function decide(
  deps: Pick<HttpDeps, "approvals">,
  form: Omit<DecisionForm, "by"> & { by: string; incidentId: string; door: ApprovalDoor },
): Promise<DecisionAnswer & { outcome: DecisionOutcome }> {
  const outcome = await deps.approvals.decide(form);
  return { outcome, ...answerTo(outcome) };
}

function answerTo(outcome: DecisionOutcome): DecisionAnswer {
  switch (outcome.kind) {
    case "approved":
      return {
        status: 200,
        title: "Approved",
        message: "The plan is approved. It is carried out now as it was shown, and then proven or put back.",
      };
    case "rejected":
      return {
        status: 200,
        title: "Rejected",
        message: "The plan is rejected. Nothing was changed, and the incident is closed as declined.",
      };
    case "already-decided":
      return {
        status: 409,
        title: "Already decided",
        message: `This plan was ${outcome.state} before${outcome.by === null ? "" : `, by ${outcome.by}`}. Your decision changed nothing.`,
      };
    case "expired":
      return { status: 410, title: "Too late", message: "The time to decide is over. Nothing was changed." };
    case "void":
      return {
        status: 410,
        title: "The question no longer stands",
        message: `What the plan relied on has changed${outcome.reason === null ? "" : `: ${outcome.reason}`}. Nothing was done.`,
      };
    case "digest-mismatch":
      return {
        status: 409,
        title: "Another plan is asked about now",
        message:
          "The plan that you saw is not the one that waits for a decision. Read it again; nothing was decided.",
      };
    case "not-found":
      return { status: 404, title: "Nothing to decide", message: "No approval is wanted for this incident." };
  }
}
