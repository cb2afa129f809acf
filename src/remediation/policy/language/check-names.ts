import type { parse } from "@bufbuild/cel";
import type { Vocabulary } from "../facts.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { ExpressionFault } from "./expression-error.ts";
import { factName } from "./reserved-word.ts";

type Expr = ReturnType<typeof parse>["expr"];

/** The functions of the CEL language and its string extension; another name would only fail when the rule is asked. */
const FUNCTIONS: ReadonlySet<string> = new Set(
  `_?_:_ _&&_ _||_ !_ @not_strictly_false _==_ _!=_ _<_ _<=_ _>_ _>=_ _+_ _-_ _*_ _/_ _%_ -_ _[_] @in size contains
  startsWith endsWith matches timestamp duration int uint double string bytes bool type dyn getFullYear getMonth getDate
  getDayOfMonth getDayOfWeek getDayOfYear getHours getMinutes getSeconds getMilliseconds`.split(/\s+/),
);

/** Those that are written by name. */
const CALLABLE = [...FUNCTIONS].filter((name) => /^[a-zA-Z]+$/.test(name));

/**
 * The first thing in a condition that must not be there: a name or field that no fact has, an unknown function, or a
 * comprehension inside another one, whose cost would be a product (the evaluator has no limit of its own).
 */
export function faultOf(
  expr: Expr | undefined,
  words: Vocabulary,
  bound: ReadonlySet<string> = new Set(),
): ExpressionFault | undefined {
  const names = { words, bound };
  if (expr === undefined) return undefined;
  const kind = expr.exprKind;
  const inAll = (parts: (Expr | undefined)[]) => firstFault(parts, names);
  switch (kind.case) {
    case "identExpr":
      return bound.has(kind.value.name) || Object.hasOwn(words, factName(kind.value.name))
        ? undefined
        : {
            exprId: expr.id,
            problem: `there is no fact ${kind.value.name}`,
            remedy: didYouMean(kind.value.name, Object.keys(words), "the facts are"),
          };
    case "selectExpr":
      return inAll([kind.value.operand]) ?? fieldFault(expr.id, kind.value.operand, kind.value.field, names);
    case "callExpr": {
      const { function: name, target, args } = kind.value;
      if (!FUNCTIONS.has(name))
        return {
          exprId: expr.id,
          problem: `there is no function ${name}`,
          remedy: didYouMean(name, CALLABLE, "use the standard ones of CEL:"),
        };
      const inner = inAll([target, ...args]);
      if (inner !== undefined) return inner;
      const key = args[1]?.exprKind;
      return name === "_[_]" && key?.case === "constExpr" && key.value.constantKind.case === "stringValue"
        ? fieldFault(expr.id, args[0], key.value.constantKind.value, names)
        : undefined;
    }
    case "listExpr":
      return inAll(kind.value.elements);
    case "structExpr":
      return inAll(
        kind.value.entries.flatMap((entry) => [
          entry.value,
          entry.keyKind.case === "mapKey" ? entry.keyKind.value : undefined,
        ]),
      );
    case "comprehensionExpr": {
      const { accuVar, iterVar, iterVar2, iterRange, accuInit, loopCondition, loopStep, result } = kind.value;
      const inside = new Set([...bound, accuVar, iterVar, iterVar2]);
      const isNested = bound.size > 0;
      if (isNested)
        return {
          exprId: expr.id,
          problem: "a comprehension inside another one could take too long",
          remedy: "write two rules, or look at one list at a time",
        };
      return (
        inAll([iterRange]) ??
        firstFault([accuInit, loopCondition, loopStep, result], { words, bound: inside })
      );
    }
    default:
      return undefined;
  }
}

interface Names {
  words: Vocabulary;
  /** Variables of a comprehension around it. */
  bound: ReadonlySet<string>;
}

function firstFault(parts: (Expr | undefined)[], { words, bound }: Names): ExpressionFault | undefined {
  for (const part of parts) {
    const fault = faultOf(part, words, bound);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function fieldFault(
  exprId: bigint,
  operand: Expr | undefined,
  field: string,
  { words, bound }: Names,
): ExpressionFault | undefined {
  const path = pathOf(operand);
  const root = path?.[0];
  if (path === undefined || root === undefined || bound.has(root)) return undefined;
  const fields = words[root];
  if (fields === undefined) return undefined;
  if (path.length === 1)
    return Object.hasOwn(fields, field)
      ? undefined
      : {
          exprId,
          problem: `${root} has no field ${field}`,
          remedy:
            Object.keys(fields).length === 0
              ? `${root} has no fields; use its functions`
              : didYouMean(field, Object.keys(fields), "its fields are"),
        };
  return fields[path[1] ?? ""] === "value" || path.length > 2
    ? { exprId, problem: `${path.join(".")} has no fields`, remedy: `compare ${path.join(".")} itself` }
    : undefined;
}

/** ["workload", "labels"] of workload.labels; undefined where the operand is no plain path. */
function pathOf(expr: Expr | undefined): string[] | undefined {
  const kind = expr?.exprKind;
  if (kind?.case === "identExpr") return [factName(kind.value.name)];
  if (kind?.case !== "selectExpr") return undefined;
  const rest = pathOf(kind.value.operand);
  return rest === undefined ? undefined : [...rest, kind.value.field];
}
