import { callKind } from "./call-kinds.ts";
import type { ExpressionFault } from "./expression-error.ts";
import { IN_WORDS, kindOfFact } from "./fact-types.ts";
import { type Expr, type Known, knownOfConstant, knownOfField, type TypeScope } from "./known.ts";
import { factName } from "./reserved-word.ts";

/**
 * The first comparison that could never be true, or call that could never be answered, in a condition whose names were
 * checked: CEL itself says "false" where a number is compared with a text, and such a rule would be silently dead.
 */
export function typeFault(
  expr: Expr,
  { words, closed }: Pick<TypeScope, "words" | "closed">,
): ExpressionFault | undefined {
  const faults: ExpressionFault[] = [];
  const report = (exprId: bigint, problem: string, remedy: string) =>
    void faults.push({ exprId, problem, remedy });
  const { kind } = knownOf(expr, { words, closed, bound: new Map(), report });
  if (faults.length === 0 && kind !== "bool" && kind !== "any" && expr !== undefined)
    report(
      expr.id,
      `the condition is ${IN_WORDS[kind]}, and not true or false`,
      "compare it with something, as in workload.replicas > 1",
    );
  return faults[0];
}

export function knownOf(expr: Expr, scope: TypeScope): Known {
  const kind = expr?.exprKind;
  switch (kind?.case) {
    case "constExpr":
      return knownOfConstant(kind.value.constantKind);
    case "identExpr":
      return knownOfName(factName(kind.value.name), scope);
    case "selectExpr": {
      const { operand, field, testOnly } = kind.value;
      const of = knownOf(operand, scope);
      return testOnly ? { kind: "bool" } : knownOfField(of, field, scope);
    }
    case "callExpr": {
      const { target, args } = kind.value;
      const on = target === undefined ? undefined : knownOf(target, scope);
      const known = args.map((arg) => knownOf(arg, scope));
      return callKind({ expr: expr as NonNullable<Expr>, call: kind.value, on, known }, scope);
    }
    case "listExpr":
      for (const element of kind.value.elements) knownOf(element, scope);
      return { kind: "list" };
    case "structExpr":
      for (const { value } of kind.value.entries) knownOf(value, scope);
      return { kind: "map" };
    case "comprehensionExpr": {
      const { iterRange, iterVar, accuVar, accuInit, loopCondition, loopStep, result } = kind.value;
      const range = knownOf(iterRange, scope);
      if (!["list", "map", "any"].includes(range.kind) && iterRange !== undefined)
        scope.report(iterRange.id, `${IN_WORDS[range.kind]} has no items`, "look at a list or a map");
      const item: Known = range.path === undefined ? { kind: "any" } : { kind: "string", path: range.path };
      const accu = knownOf(accuInit, scope);
      const bound = new Map([...scope.bound, [iterVar, item], [accuVar, { kind: accu.kind }]]);
      const inside = { ...scope, bound };
      for (const part of [loopCondition, loopStep]) knownOf(part, inside);
      return { kind: knownOf(result, inside).kind };
    }
    default:
      return { kind: "any" };
  }
}

function knownOfName(name: string, { words, bound }: TypeScope): Known {
  const known = bound.get(name);
  if (known !== undefined) return known;
  const fields = words[name];
  if (fields === undefined) return { kind: "any" };
  if (Object.keys(fields).length > 0) return { kind: "record", path: name };
  return { kind: kindOfFact(name, "value"), path: name };
}
