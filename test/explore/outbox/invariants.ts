import type { Violation } from "../invariants.ts";
import type { OutboxStep, OutboxWorld } from "./world.ts";

const broken = (invariant: Violation["invariant"], sentence: string): Violation => ({ invariant, sentence });

/** What is told is told at least once, in order, and again only where nobody could know; what a person says counts once. */
export function violationOf({ world }: OutboxStep): Violation | undefined {
  const { changes, messages, seen, question } = world;
  if (messages.length < changes) return broken(1, "a change is committed, and its message is not kept");
  for (const [index, { state }] of messages.entries()) {
    if (state === "sent" && !seen.includes(index) && !isSending(world, index))
      return broken(1, `message ${index} counts as sent, and nobody has it`);
    if (state === "given-up") return broken(1, `message ${index} is given up for one refusal`);
  }
  const first = [...new Set(seen)];
  if (first.some((one, at) => one !== at)) return broken(8, "messages of one incident are out of order");
  const repeats = seen.length - first.length;
  if (repeats > (world.nature.hasKeys ? 0 : world.excused))
    return broken(8, "a message is repeated where it was known to be sent");
  if (question.decisions > 1) return broken(4, "an approval is used twice");
  return question.isLate ? broken(4, "a question is decided that stands for nothing any more") : undefined;
}

/** Counted as sent too early, and under way: who is killed now loses it. */
const isSending = ({ deliverers }: OutboxWorld, message: number) =>
  deliverers.some((held) => held?.message === message);
