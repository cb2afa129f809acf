import type { Card } from "../card-parts.ts";
import { div } from "../card-parts.ts";

/** What a check sends to the chat. */
export function checkCard(content: string): Card {
  return {
    schema: "2.0",
    config: { update_multi: true, width_mode: "default", summary: { content: "kube-autofix" } },
    header: {
      title: { tag: "plain_text", content: "kube-autofix" },
      template: "blue",
      text_tag_list: [{ tag: "text_tag", text: { tag: "plain_text", content: "check" }, color: "neutral" }],
    },
    body: { direction: "vertical", vertical_spacing: "4px", elements: [div(content)] },
  };
}
