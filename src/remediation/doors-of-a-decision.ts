import type { Decision } from "../domain/approval.ts";
import type { Plan } from "../domain/plan.ts";
import type { DecisionRequest } from "./decisions.ts";
import type { Deciders } from "./policy/deciders.ts";

/** Answers to the question, and what leads to a change as a yes does; the others tell the service to keep its hands off. */
const OF_THE_QUESTION: readonly Decision[] = ["approve", "reject", "not-now", "undo"];

/**
 * Why this door takes no such decision, or nothing. A link proves nothing of who holds it, so it answers its own question and
 * does no more; where the policy wants the chat to vouch for the person, nothing but the card answers, and there those whom the policy names. Keeping the service
 * from acting stays possible for whoever is signed in: that must never wait for a chat.
 */
export function barOf(
  plan: Pick<Plan, "decideOn" | "decidedBy"> | null,
  { decision, door, by, person }: Pick<DecisionRequest, "decision" | "door" | "by" | "person">,
  deciders: Pick<Deciders, "mayDecide">,
): "card-only" | "not-by-link" | "not-named" | undefined {
  const isAnswer = OF_THE_QUESTION.includes(decision);
  if (door === "card")
    return deciders.mayDecide(person ?? by, plan, isAnswer ? "answer" : "stop") ? undefined : "not-named";
  if (!isAnswer) return door === "link" ? "not-by-link" : undefined;
  return plan?.decideOn === "card" ? "card-only" : undefined;
}

/**
 * Who decides, as far as the door can tell: on a card the chat's own id; behind the operator token everybody is one person,
 * whatever name they give; and whoever holds a link is one and the same, for nobody knows them.
 */
export function personOf({ by, person, door }: Pick<DecisionRequest, "by" | "person" | "door">): string {
  if (door === "card") return `chat:${person ?? by}`;
  return door === "link" ? "link" : "operator";
}
