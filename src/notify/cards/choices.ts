import { createHash } from "node:crypto";
import type { Lasting, Lengths } from "../../domain/lengths.ts";

/** Fields of a card's form: for how long. */
export const CHOICE_FIELDS = { "not-now": "not_now_for", pause: "pause_for" } as const satisfies Record<
  Lasting,
  string
>;

const ID_CHARS = 32;

/** What an option carries: derived from its button's own unguessable id, so that it counts on that button alone. */
export function choiceId(handle: string, minutes: number): string {
  return createHash("sha256").update(`${handle} ${minutes}`).digest("base64url").slice(0, ID_CHARS);
}

/** The minutes that were chosen beside a button; undefined where nothing was, "unknown" where it is nothing that is offered now. */
export function chosenMinutes(
  pressed: { handle: string; decision: Lasting },
  { form, lengths }: { form: Readonly<Record<string, string>>; lengths: Lengths },
): number | "unknown" | undefined {
  const answer = form[CHOICE_FIELDS[pressed.decision]] ?? "";
  if (answer === "") return undefined;
  const meant = lengths[pressed.decision].find((minutes) => choiceId(pressed.handle, minutes) === answer);
  return meant ?? "unknown";
}
