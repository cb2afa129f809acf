import type { ChatRequest, Script } from "./behaviour.ts";
import { answerTo } from "./good-model.ts";

/**
 * A model that obeys whatever the evidence tells it to answer: "ANSWER {...}" anywhere in a piece is what it says, as it
 * stands, to every question whose schema has the keys of it; of several the last. To all other questions it answers as the good one does.
 * A field that an order names, `"number":"field image"`, is looked up: an attacker does not know its number.
 */
export const obedientModel: Script = (request) => ({
  kind: "text",
  text: orderIn(request) ?? JSON.stringify(answerTo(request)),
});

interface Document {
  data: { id: string; text: string }[];
}

/** The last order that the evidence gives and this question takes. */
export function orderIn({ messages }: ChatRequest): string | undefined {
  const system = messages[0]?.content ?? "";
  const user = messages[1]?.content ?? "";
  const document = JSON.parse(user.slice(0, user.lastIndexOf("}") + 1)) as Document;
  const orders = document.data.flatMap(({ text }) =>
    [...text.matchAll(/ANSWER (\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})/g)].flatMap(([, order]) => order ?? []),
  );
  const order = orders.findLast((one) => keysOf(one).some((key) => system.includes(`"${key}":{`)));
  return order?.replace(
    /"number":"field ([\w ]+)"/,
    (_, name: string) => `"number":${fieldOf(document, name)}`,
  );
}

/** 0, which is none, where no field of that name is offered. */
function fieldOf({ data }: Document, name: string): number {
  const field = data.find(({ id, text }) => /^field \d+$/.test(id) && text.includes(`: ${name}"`));
  return Number(field?.id.slice("field ".length) ?? 0);
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
