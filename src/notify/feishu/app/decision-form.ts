import type { Decision } from "../../../domain/approval.ts";
import { isLasting, type Lasting, type Lengths } from "../../../domain/lengths.ts";
import { CHOICE_FIELDS, choiceId } from "../../cards/choices.ts";
import type { Messages } from "../../messages/messages.ts";
import {
  type ActionButton,
  type CardElement,
  type ChoiceRow,
  type ColumnSet,
  choiceRow,
  type Input,
  plain,
  sideBySide,
} from "../card-parts.ts";

/** The longest answer that a field of a card takes. */
const MAX_REASON = 1_000;

/** A decision that can be pressed, with the id that its button carries. */
export interface Offer {
  decision: Decision;
  handle: string;
  button: ActionButton;
}

/**
 * What can be pressed, as one form: the words that a person writes, and the time that they choose, travel with whichever button is
 * pressed. `isAsked`: a question waits, so that there is a reason to give.
 */
export function decisionForm(
  offers: readonly Offer[],
  on: { isAsked: boolean; lengths: Lengths; messages: Messages },
): CardElement[] {
  if (offers.length === 0) return [];
  const submit = (offer: Offer): Offer => ({
    ...offer,
    button: { ...offer.button, form_action_type: "submit" },
  });
  const all = offers.map(submit);
  const plainly = all.filter(({ decision }) => !isLasting(decision));
  const rows: (Input | ColumnSet | ChoiceRow)[] = [
    ...(on.isAsked ? [reasonInput(on.messages)] : []),
    ...(plainly.length === 0 ? [] : [sideBySide(plainly.map(({ button }) => button))]),
    ...all.flatMap((offer) => (isLasting(offer.decision) ? [lastingRow(offer.decision, offer, on)] : [])),
  ];
  return [{ tag: "form", name: "decision", vertical_spacing: "8px", elements: rows }];
}

const reasonInput = ({ labels }: Messages): Input => ({
  tag: "input",
  name: "reason",
  input_type: "multiline_text",
  rows: 2,
  max_length: MAX_REASON,
  width: "fill",
  placeholder: plain(labels.reasonHint),
});

function lastingRow(
  decision: Lasting,
  { handle, button }: Offer,
  { lengths, messages }: { lengths: Lengths; messages: Messages },
): ChoiceRow {
  const options = lengths[decision].map((minutes) => ({
    text: plain(messages.lasting[decision](messages.span(minutes))),
    value: choiceId(handle, minutes),
  }));
  return choiceRow(
    {
      tag: "select_static",
      name: CHOICE_FIELDS[decision],
      width: "fill",
      placeholder: plain(messages.pages.decide.lasting[decision].hint),
      options,
      ...(options[0] !== undefined && { initial_option: options[0].value }),
    },
    button,
  );
}
