import { type CelInput, celEnv, isCelError, parse, plan, run } from "@bufbuild/cel";
import { faultOf } from "./check-expression.ts";
import { FACT_FIELDS, type Vocabulary, WHOLE_FACTS } from "./facts.ts";
import { NAMESPACE_ALIAS, withAlias } from "./reserved-word.ts";

/** Lists longer than this are cut, which bounds the cost of a comprehension. */
const MAX_LIST = 200;

/** Position (1-based) inside the expression, with what is wrong and what to do. */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
  readonly line: number;
  readonly column: number;
  readonly remedy: string;
  constructor(message: string, details: { line: number; column: number; remedy: string; cause?: unknown }) {
    super(message, { cause: details.cause });
    this.line = details.line;
    this.column = details.column;
    this.remedy = details.remedy;
  }
}

/** Facts by their names; `now` is always there. */
type Facts = object & { now: Date };

/** Compiles a condition over the facts of those names. Throws ExpressionError for what could never be worked out. */
export function compileExpression(
  text: string,
  words: Vocabulary = FACT_FIELDS,
): (facts: Facts) => boolean | Error {
  const parsed = parseExpression(text);
  const fault = faultOf(parsed.expr, words);
  if (fault !== undefined) {
    const offset = parsed.sourceInfo?.positions[String(fault.exprId)] ?? 0;
    throw new ExpressionError(fault.problem, { ...positionAt(text, offset), remedy: fault.remedy });
  }
  const evaluate = plan(celEnv(), parsed);
  return (facts) => {
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
    throw new ExpressionError(`the condition is no CEL: ${(error as Error).message.replace(/^.*?: /, "")}`, {
      ...start,
      remedy: "see https://cel.dev for the language",
      cause: error,
    });
  }
}

/** The parser's error is not exported; it carries where it stopped. */
function startOf(error: unknown): { line: number; column: number } {
  const location = (error as { location?: { start?: { line?: unknown; column?: unknown } } }).location;
  const { line, column } = location?.start ?? {};
  return { line: typeof line === "number" ? line : 1, column: typeof column === "number" ? column : 1 };
}

function positionAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
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

/** Maps with prototypes removed, whole numbers as BigInt (CEL's int), lists cut. */
function inputOf(value: unknown, path: string): CelInput {
  if (typeof value === "number") return WHOLE_FACTS.has(path) ? BigInt(Math.round(value)) : value;
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.slice(0, MAX_LIST).map((item) => inputOf(item, `${path}[]`));
  if (value === null || typeof value !== "object") return null;
  return new Map(
    Object.entries(value)
      .slice(0, MAX_LIST)
      .map(([key, item]) => [key, inputOf(item, `${path}.${key}`)] as const),
  );
}
