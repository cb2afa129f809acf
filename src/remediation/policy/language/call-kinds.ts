import { isCelError, run } from "@bufbuild/cel";
import { isTimeZone } from "../../../core/time-zone.ts";
import { checkClosed, checkMembers } from "./closed-values.ts";
import { IN_WORDS, type Kind } from "./fact-types.ts";
import { type Expr, type Known, knownOfField, type TypeScope } from "./known.ts";

type Call = Extract<NonNullable<Expr>["exprKind"], { case: "callExpr" }>["value"];
type Calling = NonNullable<Expr>;

const isNumber = (kind: Kind) => kind === "int" || kind === "double";
const fits = (a: Kind, b: Kind) => a === "any" || b === "any" || a === b || (isNumber(a) && isNumber(b));

/** What a call gives; `on` and `known` are what is known of its target and its arguments. */
export function callKind(
  looked: { expr: Calling; call: Call; on: Known | undefined; known: readonly Known[] },
  scope: TypeScope,
): Known {
  const { expr, on, known } = looked;
  const { function: name, args } = looked.call;
  const [first = { kind: "any" as const }, second = { kind: "any" as const }] = known;
  switch (name) {
    case "_==_":
    case "_!=_":
      checkComparison(expr, [first, second], scope);
      return { kind: "bool" };
    case "_<_":
    case "_<=_":
    case "_>_":
    case "_>=_":
      if (!fits(first.kind, second.kind)) mismatch(expr, [first, second], scope);
      return { kind: "bool" };
    case "_&&_":
    case "_||_":
    case "_!_":
    case "!_":
      for (const [index, one] of known.entries()) wantBool(args[index], one, scope);
      return { kind: "bool" };
    case "_?_:_":
      wantBool(args[0], first, scope);
      return known[2]?.kind === second.kind ? { kind: second.kind } : { kind: "any" };
    case "@in":
      if (!["list", "map", "any"].includes(second.kind))
        scope.report(
          expr.id,
          `${IN_WORDS[second.kind]} has no items`,
          'write in ["a", "b"], or compare with ==',
        );
      checkMembers({ item: first, list: second, listExpr: args[1], itemExpr: args[0] }, scope);
      return { kind: "bool" };
    case "_[_]":
      return indexed(first, second, scope);
    case "contains":
    case "startsWith":
    case "endsWith":
    case "matches":
      checkText(expr, name, on ?? first, on === undefined ? second : first, scope);
      return { kind: "bool" };
    case "_+_":
    case "_-_":
    case "_*_":
    case "_/_":
    case "_%_":
      return arithmetic(expr, [first, second], scope);
    default:
      return otherCall(expr, name, { on, first }, scope);
  }
}

function checkComparison(expr: Calling, [a, b]: [Known, Known], scope: TypeScope): void {
  if (fits(a.kind, b.kind)) checkClosed(expr.id, a, b, scope);
  else mismatch(expr, [a, b], scope);
}

function mismatch(expr: Calling, [a, b]: [Known, Known], scope: TypeScope): void {
  const named = ({ path, kind }: Known) =>
    path === undefined ? IN_WORDS[kind] : `${path}, which is ${IN_WORDS[kind]},`;
  const quoted = isNumber(a.kind) && b.text !== undefined && /^\d+(\.\d+)?$/.test(b.text);
  scope.report(
    expr.id,
    `it compares ${named(a)} with ${named(b).replace(/,$/, "")}`,
    quoted ? `write ${b.text} without quotes` : `compare it with ${IN_WORDS[a.kind]}`,
  );
}

function wantBool(expr: Expr, { kind, path }: Known, scope: TypeScope): void {
  if (kind === "bool" || kind === "any" || expr === undefined) return;
  scope.report(
    expr.id,
    `${path ?? "this part"} is ${IN_WORDS[kind]}, and not true or false`,
    "compare it with something",
  );
}

function indexed(of: Known, key: Known, scope: TypeScope): Known {
  if (key.text !== undefined) return knownOfField(of, key.text, scope);
  return { kind: of.kind === "list" && of.path !== undefined ? "string" : "any", path: undefined };
}

function checkText(expr: Calling, name: string, on: Known, given: Known, scope: TypeScope): void {
  if (on.kind !== "string" && on.kind !== "any") {
    const list = on.kind === "list" || on.kind === "map";
    const remedy = list ? 'write "a" in it, or it.exists(one, one == "a")' : "use it on a text";
    scope.report(expr.id, `${name} is for texts, and ${on.path ?? "this"} is ${IN_WORDS[on.kind]}`, remedy);
    return;
  }
  if (given.kind !== "string" && given.kind !== "any")
    scope.report(expr.id, `${name} wants a text`, 'give it one in quotes, as in "web-"');
  if (name !== "matches" || given.text === undefined) return;
  const tried = run(`"".matches(${JSON.stringify(given.text)})`);
  if (isCelError(tried))
    scope.report(expr.id, `${JSON.stringify(given.text)} is no regular expression of RE2`, tried.message);
}

function arithmetic(expr: Calling, [a, b]: [Known, Known], scope: TypeScope): Known {
  const isMixed = isNumber(a.kind) && isNumber(b.kind) && a.kind !== b.kind;
  if (isMixed) {
    const remedy = "write 2.0 for 2, or double(...) around the whole number";
    scope.report(expr.id, "CEL does not calculate with a whole number and another one", remedy);
  } else if (!fits(a.kind, b.kind) && (a.kind === "string" || b.kind === "string"))
    scope.report(
      expr.id,
      `it calculates with ${IN_WORDS[a.kind]} and ${IN_WORDS[b.kind]}`,
      "write string(...) around the number",
    );
  if (a.kind === "timestamp" && b.kind === "timestamp") return { kind: "duration" };
  return { kind: a.kind };
}

const CASTS: Readonly<Record<string, Kind>> = {
  size: "int",
  int: "int",
  uint: "int",
  double: "double",
  string: "string",
  bool: "bool",
  timestamp: "timestamp",
  duration: "duration",
  "@not_strictly_false": "bool",
};

function otherCall(
  expr: Calling,
  name: string,
  { on, first }: { on: Known | undefined; first: Known },
  scope: TypeScope,
): Known {
  if (name.startsWith("get")) {
    if (first.text !== undefined && !isTimeZone(first.text) && !/^[+-]\d\d:\d\d$/.test(first.text))
      scope.report(expr.id, `there is no time zone ${first.text}`, "use an IANA name such as Europe/Berlin");
    if (on !== undefined && !["timestamp", "duration", "any"].includes(on.kind))
      scope.report(expr.id, `${name} is for times, and this is ${IN_WORDS[on.kind]}`, "use it on now");
    return { kind: "int" };
  }
  if ((name === "timestamp" || name === "duration") && first.text !== undefined) {
    const tried = run(`${name}(${JSON.stringify(first.text)})`);
    const example = name === "timestamp" ? "2026-12-24T18:00:00+01:00" : "90m";
    if (isCelError(tried))
      scope.report(expr.id, `${first.text} is no ${name}`, `write it like ${name}("${example}")`);
  }
  return { kind: CASTS[name] ?? (name === "-_" ? first.kind : "any") };
}
