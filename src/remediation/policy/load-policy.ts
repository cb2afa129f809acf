import { LineCounter, parseDocument } from "yaml";
import { DEFAULT_MEMORY_BOUNDS } from "../sizing/bounds.ts";
import { compileExpression, ExpressionError } from "./compile-expression.ts";
import { type Policy, type PolicyRule, policyFileSchema } from "./policy.ts";

/** A policy file that cannot be used: where, why and what to do. */
export class PolicyError extends Error {
  override readonly name = "PolicyError";
  readonly line: number;
  readonly column: number;
  readonly problem: string;
  readonly remedy: string;
  constructor(details: { line: number; column: number; problem: string; remedy: string; cause?: unknown }) {
    super(`policy, line ${details.line}, column ${details.column}: ${details.problem} (${details.remedy})`, {
      cause: details.cause,
    });
    this.line = details.line;
    this.column = details.column;
    this.problem = details.problem;
    this.remedy = details.remedy;
  }
}

/** Parses, checks and compiles a policy file. Throws PolicyError for the first thing that is wrong. */
export function loadPolicyFile(text: string): Policy {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, maxAliasCount: 0 } as never);
  const at = (offset: number) => {
    const { line, col } = counter.linePos(offset);
    return { line, column: col };
  };
  const broken = document.errors[0];
  if (broken !== undefined)
    throw new PolicyError({
      ...at(broken.pos[0]),
      problem: broken.message.split("\n")[0] ?? "not YAML",
      remedy: "correct the YAML",
      cause: broken,
    });
  const offsetOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true) as { range?: number[] } | undefined;
      if (node?.range !== undefined) return node.range[0] ?? 0;
    }
    return 0;
  };
  const parsed = policyFileSchema.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const path = issue?.path ?? [];
    throw new PolicyError({
      ...at(offsetOf(path)),
      problem: `${path.length === 0 ? "the file" : path.join(".")}: ${issue?.message ?? "not a policy"}`,
      remedy: "see the policy's schema in the documentation",
      cause: parsed.error,
    });
  }
  const file = parsed.data;
  const rules = file.rules.map((rule, index): PolicyRule => {
    try {
      return { ...rule, matches: compileExpression(rule.when) };
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      const node = document.getIn(["rules", index, "when"], true) as { type?: string; range?: number[] };
      throw new PolicyError({
        ...within(at(node.range?.[0] ?? 0), node.type ?? "PLAIN", error),
        problem: `rule ${rule.name}: ${error.message}`,
        remedy: error.remedy,
        cause: error,
      });
    }
  });
  return {
    protectedNamespaces: file.protectedNamespaces,
    memoryBounds: {
      maxFactor: file.bounds.SetMemoryLimit?.maxFactor ?? DEFAULT_MEMORY_BOUNDS.maxFactor,
      maxBytes: file.bounds.SetMemoryLimit?.maxBytes ?? DEFAULT_MEMORY_BOUNDS.maxBytes,
    },
    bounds: file.bounds,
    rules,
  };
}

/** Where a place inside an expression is in the file; a block scalar begins on the line after its sign. */
function within(
  scalar: { line: number; column: number },
  type: string,
  place: { line: number; column: number },
): { line: number; column: number } {
  if (type.startsWith("BLOCK")) return { line: scalar.line + place.line, column: place.column };
  const quote = type.startsWith("QUOTE") ? 1 : 0;
  return place.line === 1
    ? { line: scalar.line, column: scalar.column + quote + place.column - 1 }
    : { line: scalar.line + place.line - 1, column: place.column };
}
