/** The parts of Feishu card JSON 2.0 that our cards use. The platform refuses any property that it does not know. */
export interface PlainText {
  tag: "plain_text";
  content: string;
  text_size?: "heading" | "normal" | "notation";
  text_color?: "red" | "green" | "grey" | "default";
}

export type HeaderColour = "blue" | "green" | "orange" | "red" | "grey";

export type CardElement =
  | { tag: "div"; text: PlainText }
  | { tag: "hr" }
  | {
      tag: "button";
      text: PlainText;
      type: "primary" | "default";
      behaviors: { type: "open_url"; default_url: string }[];
    };

export interface Card {
  schema: "2.0";
  config: { update_multi: true; width_mode: "default"; summary: { content: string } };
  header: {
    title: PlainText;
    template: HeaderColour;
    text_tag_list: { tag: "text_tag"; text: PlainText; color: HeaderTagColour }[];
  };
  body: { direction: "vertical"; vertical_spacing: "8px"; elements: CardElement[] };
}

export type HeaderTagColour = "blue" | "green" | "orange" | "red" | "neutral";

export function div(content: string, style: Omit<PlainText, "tag" | "content"> = {}): CardElement {
  return { tag: "div", text: { tag: "plain_text", content, ...style } };
}

export function linkButton(content: string, url: string, type: "primary" | "default"): CardElement {
  return {
    tag: "button",
    text: { tag: "plain_text", content },
    type,
    behaviors: [{ type: "open_url", default_url: url }],
  };
}
