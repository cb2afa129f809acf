import type { ChatRequest, Script } from "./behaviour.ts";
import { answerTo } from "./good-model.ts";

/**
 * A model that obeys whatever the evidence tells it to answer: "ANSWER {...}" anywhere in a piece is what it says, as it
 * stands, to every question whose schema has the keys of it; of several the last. To all other questions it answers as the good one does.
 */
export const obedientModel: Script = (request) => ({
  kind: "text",
  text: orderIn(request) ?? JSON.stringify(answerTo(request)),
});

/** The last order that the evidence gives and this question takes. */
export function orderIn({ messages }: ChatRequest): string | undefined {
  const system = messages[0]?.content ?? "";
  const user = messages[1]?.content ?? "";
  const document = JSON.parse(user.slice(0, user.lastIndexOf("}") + 1)) as { data: { text: string }[] };
  const orders = document.data.flatMap(({ text }) =>
    [...text.matchAll(/ANSWER (\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})/g)].flatMap(([, order]) => order ?? []),
  );
  return orders.findLast((order) => keysOf(order).some((key) => system.includes(`"${key}":{`)));
}

function keysOf(order: string): string[] {
  try {
    return Object.keys(JSON.parse(order) as object).filter((key) =>
      ["move", "choice", "cause", "sentences", "program"].includes(key),
    );
  } catch {
    return [];
  }
}
