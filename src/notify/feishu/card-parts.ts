/** The parts of Feishu card JSON 2.0 that our cards use. The platform refuses any property that it does not know. */
export interface PlainText {
  tag: "plain_text";
  content: string;
  text_size?: "heading" | "normal" | "notation";
  text_color?: "red" | "green" | "grey" | "default";
}

export type HeaderColour = "blue" | "green" | "orange" | "red" | "grey";

export type CardElement =
  | { tag: "div"; text: PlainText; margin?: "8px 0px 0px 0px" }
  | { tag: "markdown"; content: string }
  | { tag: "hr" }
  | {
      tag: "button";
      text: PlainText;
      type: "primary" | "default";
      behaviors: { type: "open_url"; default_url: string }[];
    }
  | ActionButton
  | CollapsiblePanel
  | {
      tag: "form";
      name: string;
      vertical_spacing: "8px";
      elements: (Input | Select | ColumnSet | ChoiceRow)[];
    }
  | ColumnSet;

export interface Input {
  tag: "input";
  name: string;
  input_type: "multiline_text";
  rows: number;
  max_length: number;
  width: "fill";
  required?: boolean;
  placeholder: PlainText;
}

/** Folded until somebody presses its header. Without an icon nobody sees that it opens. */
export interface CollapsiblePanel {
  tag: "collapsible_panel";
  expanded: false;
  header: {
    title: PlainText;
    icon: { tag: "standard_icon"; token: "down-small-ccm_outlined"; size: "16px 16px" };
    icon_position: "right";
    icon_expanded_angle: -180;
  };
  border: { color: "grey"; corner_radius: "5px" };
  padding: "8px 8px 8px 8px";
  vertical_spacing: "4px";
  elements: CardElement[];
}

/** One of a short list; an answer is the option's value. */
export interface Select {
  tag: "select_static";
  name: string;
  width: "fill";
  placeholder: PlainText;
  options: { text: PlainText; value: string }[];
  /** Chosen before anybody chooses. */
  initial_option?: string;
}

/** Buttons side by side, which flow to the next line on a phone. */
export interface ColumnSet {
  tag: "column_set";
  flex_mode: "flow";
  horizontal_spacing: "8px";
  columns: { tag: "column"; width: "auto"; elements: ActionButton[] }[];
}

/** A short list, and beside it the button that it is for; both stay in one line on a phone. */
export interface ChoiceRow {
  tag: "column_set";
  flex_mode: "none";
  horizontal_spacing: "8px";
  columns: [
    { tag: "column"; width: "weighted"; weight: 1; elements: [Select] },
    { tag: "column"; width: "auto"; elements: [ActionButton] },
  ];
}

/** A press comes back to us with the handle alone. */
export interface ActionButton {
  tag: "button";
  name: string;
  text: PlainText;
  type: "primary_filled" | "danger" | "default";
  form_action_type?: "submit";
  confirm?: { title: PlainText; text: PlainText };
  behaviors: { type: "callback"; value: { handle: string } }[];
}

export interface Card {
  schema: "2.0";
  config: { update_multi: true; width_mode: "default"; summary: { content: string } };
  header: {
    title: PlainText;
    template: HeaderColour;
    text_tag_list: { tag: "text_tag"; text: PlainText; color: HeaderTagColour }[];
  };
  body: { direction: "vertical"; vertical_spacing: "4px"; elements: CardElement[] };
}

export type HeaderTagColour = "blue" | "green" | "orange" | "red" | "neutral";

export function div(content: string, style: Omit<PlainText, "tag" | "content"> = {}): CardElement {
  return { tag: "div", text: { tag: "plain_text", content, ...style } };
}

export function foldedPanel(title: string, elements: CardElement[]): CollapsiblePanel {
  return {
    tag: "collapsible_panel",
    expanded: false,
    header: {
      title: plain(title),
      icon: { tag: "standard_icon", token: "down-small-ccm_outlined", size: "16px 16px" },
      icon_position: "right",
      icon_expanded_angle: -180,
    },
    border: { color: "grey", corner_radius: "5px" },
    padding: "8px 8px 8px 8px",
    vertical_spacing: "4px",
    elements,
  };
}

export const plain = (content: string): PlainText => ({ tag: "plain_text", content });

export function sideBySide(buttons: readonly ActionButton[]): ColumnSet {
  return {
    tag: "column_set",
    flex_mode: "flow",
    horizontal_spacing: "8px",
    columns: buttons.map((button) => ({ tag: "column", width: "auto", elements: [button] })),
  };
}

export function choiceRow(select: Select, button: ActionButton): ChoiceRow {
  return {
    tag: "column_set",
    flex_mode: "none",
    horizontal_spacing: "8px",
    columns: [
      { tag: "column", width: "weighted", weight: 1, elements: [select] },
      { tag: "column", width: "auto", elements: [button] },
    ],
  };
}

export function linkButton(content: string, url: string, type: "primary" | "default"): CardElement {
  return {
    tag: "button",
    text: { tag: "plain_text", content },
    type,
    behaviors: [{ type: "open_url", default_url: url }],
  };
}
