import type { parse } from "@bufbuild/cel";
import type { ExpressionFault } from "./expression-error.ts";

type Expr = ReturnType<typeof parse>["expr"] | undefined;

export const MAX_PARTS = 400;
export const MAX_DEPTH = 60;

/** The part at which a condition becomes too large or too deep to be worth its cost. Pure. */
export function sizeFault(expr: Expr): ExpressionFault | undefined {
  let parts = 0;
  const walk = (one: Expr, depth: number): ExpressionFault | undefined => {
    if (one === undefined) return undefined;
    parts += 1;
    const remedy = "write several rules, or name the values in one list and use `in`";
    if (depth > MAX_DEPTH)
      return { exprId: one.id, problem: `it is nested deeper than ${MAX_DEPTH} levels`, remedy };
    if (parts > MAX_PARTS) return { exprId: one.id, problem: `it has more than ${MAX_PARTS} parts`, remedy };
    for (const child of childrenOf(one)) {
      const fault = walk(child, depth + 1);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
  return walk(expr, 1);
}

function childrenOf(expr: NonNullable<Expr>): Expr[] {
  const kind = expr.exprKind;
  switch (kind.case) {
    case "selectExpr":
      return [kind.value.operand];
    case "callExpr":
      return [kind.value.target, ...kind.value.args];
    case "listExpr":
      return kind.value.elements;
    case "structExpr":
      return kind.value.entries.flatMap(({ value, keyKind }) => [
        value,
        keyKind.case === "mapKey" ? keyKind.value : undefined,
      ]);
    case "comprehensionExpr": {
      const { iterRange, accuInit, loopCondition, loopStep, result } = kind.value;
      return [iterRange, accuInit, loopCondition, loopStep, result];
    }
    default:
      return [];
  }
}
