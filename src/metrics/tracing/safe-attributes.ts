import { redact } from "../../core/redact.ts";
import type { Attributes } from "../../core/tracing.ts";

const MOST_OF_TEXT = 2_000;
/** What is said to a model is up to 48 KB. */
const MOST_OF_MESSAGES = 64_000;

type Safe = Record<string, string | number | boolean | string[]>;

/** What may be sent: redacted and bounded, whatever it came from. */
export function safeAttributes(attributes: Attributes): Safe {
  const safe: Safe = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    const most = /^gen_ai\.(input|output\.messages|system)/.test(name) ? MOST_OF_MESSAGES : MOST_OF_TEXT;
    const bounded = (text: string) => redact(text).slice(0, most);
    if (typeof value === "string") safe[name] = bounded(value);
    else safe[name] = typeof value === "object" ? value.map(bounded) : value;
  }
  return safe;
}
