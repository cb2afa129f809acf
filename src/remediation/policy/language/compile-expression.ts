import { type CelInput, isCelError, parse, plan, run } from "@bufbuild/cel";
import { type Vocabulary, WHOLE_FACTS } from "../facts.ts";
import { faultOf } from "./check-names.ts";
import { sizeFault } from "./check-size.ts";
import { typeFault } from "./check-types.ts";
import { ExpressionError, positionAt } from "./expression-error.ts";
import type { ClosedValues } from "./fact-types.ts";
import { countRounds, type MeteredCel } from "./metered-cel.ts";
import { NAMESPACE_ALIAS, withAlias } from "./reserved-word.ts";

/** Facts by their names; `now` is always there. */
type Facts = object & { now: Date };

export interface Language {
  words: Vocabulary;
  closed: ClosedValues;
  cel: MeteredCel;
}

/** Compiles a condition over the facts of those names. Throws ExpressionError for what could never be worked out. */
export function compileExpression(
  text: string,
  { words, closed, cel }: Language,
): (facts: Facts) => boolean | Error {
  const parsed = parseExpression(text);
  const { expr } = parsed;
  const fault = sizeFault(expr) ?? faultOf(expr, words) ?? typeFault(expr, { words, closed });
  if (fault !== undefined) {
    const offset = parsed.sourceInfo?.positions[String(fault.exprId)] ?? 0;
    throw new ExpressionError(fault.problem, { ...positionAt(text, offset), remedy: fault.remedy });
  }
  countRounds(expr);
  const evaluate = plan(cel.env, parsed);
  return (facts) => {
    cel.reset();
    const result = evaluate(bindingsOf(facts));
    if (isCelError(result)) return new Error(result.message);
    if (typeof result !== "boolean") return new Error("the condition gave no true or false");
    return result;
  };
}

function parseExpression(text: string) {
  try {
    return parse(withAlias(text));
  } catch (error) {
    const start = startOf(error);
    const rest = text
      .split("\n")
      .slice(start.line - 1)
      .join("\n")
      .slice(start.column - 1)
      .trimStart();
    throw new ExpressionError(`the condition is no CEL: ${(error as Error).message.replace(/^.*?: /, "")}`, {
      ...start,
      remedy: HABITS.find(([habit]) => habit.test(rest))?.[1] ?? "see https://cel.dev for the language",
      cause: error,
    });
  }
}

/** What is written in other languages, at the place where the parser stopped. */
const HABITS: readonly (readonly [RegExp, string])[] = [
  [/^=(?!=)/, "compare with =="],
  [/^===/, "compare with =="],
  [/^(and|AND|&(?!&))/, "write && for and"],
  [/^(or|OR|\|(?!\|))/, "write || for or"],
  [/^(not|NOT)\b/, "write ! for not"],
  [/^(&&|\|\||[<>=!+*/-]+)\s*$/, "something must follow it"],
  [/^(==|!=|<|>)\s*["'][^"']*$/, "close the quotes"],
  [/^!~|^=~|^~/, 'write text.matches("pattern")'],
];

/** The parser's error is not exported; it carries where it stopped. */
function startOf(error: unknown): { line: number; column: number } {
  const location = (error as { location?: { start?: { line?: unknown; column?: unknown } } }).location;
  const { line, column } = location?.start ?? {};
  return { line: typeof line === "number" ? line : 1, column: typeof column === "number" ? column : 1 };
}

function bindingsOf(facts: Facts): Record<string, CelInput> {
  const { now, ...rest } = facts;
  const timestamp = run(`timestamp("${now.toISOString()}")`);
  if (isCelError(timestamp)) throw timestamp;
  const bindings: Record<string, CelInput> = { now: timestamp as CelInput };
  for (const [name, value] of Object.entries(rest))
    bindings[name === "namespace" ? NAMESPACE_ALIAS : name] = inputOf(value, name);
  return bindings;
}

/** Maps with prototypes removed, whole numbers as BigInt (CEL's int). Nothing is cut: what costs too much denies. */
function inputOf(value: unknown, path: string): CelInput {
  if (typeof value === "number") return WHOLE_FACTS.has(path) ? BigInt(Math.round(value)) : value;
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((item) => inputOf(item, `${path}[]`));
  if (value === null || typeof value !== "object") return null;
  return new Map(Object.entries(value).map(([key, item]) => [key, inputOf(item, `${path}.${key}`)] as const));
}
