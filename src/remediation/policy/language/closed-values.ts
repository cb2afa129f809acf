import { didYouMean } from "./did-you-mean.ts";
import { IN_WORDS } from "./fact-types.ts";
import { type Expr, type Known, knownOfConstant, type TypeScope } from "./known.ts";

const ANY: Known = { kind: "any" };

/** A fact of a closed list that is compared with a text which is not in the list: that could never be true. */
export function checkClosed(exprId: bigint, a: Known, b: Known, scope: TypeScope): void {
  for (const [fact, other] of [
    [a, b],
    [b, a],
  ] as const)
    if (fact.path !== undefined && other.text !== undefined) checkValue(exprId, fact.path, other.text, scope);
}

/** `item in list`: each item that is written out must be of the kind, and of the closed list, of the other side. */
export function checkMembers(
  sides: { item: Known; list: Known; listExpr: Expr; itemExpr: Expr },
  scope: TypeScope,
): void {
  const { item, list, listExpr, itemExpr } = sides;
  if (list.path !== undefined && list.kind === "list" && item.text !== undefined && itemExpr !== undefined)
    checkValue(itemExpr.id, list.path, item.text, scope);
  if (listExpr?.exprKind.case !== "listExpr" || item.path === undefined) return;
  for (const element of listExpr.exprKind.value.elements) {
    const { exprKind: kind } = element;
    const known: Known = kind.case === "constExpr" ? knownOfConstant(kind.value.constantKind) : ANY;
    const isOther = known.kind !== "any" && item.kind !== "any" && known.kind !== item.kind;
    if (isOther && (known.kind === "string" || item.kind === "string"))
      scope.report(
        element.id,
        `${item.path} is ${IN_WORDS[item.kind]}, and the list has ${IN_WORDS[known.kind]}`,
        `write ${IN_WORDS[item.kind]}`,
      );
    else if (known.text !== undefined) checkValue(element.id, item.path, known.text, scope);
  }
}

function checkValue(exprId: bigint, path: string, text: string, { closed, report }: TypeScope): void {
  const list = Object.hasOwn(closed, path) ? closed[path] : undefined;
  if (list === undefined || text === "" || list.values.includes(text)) return;
  const none = `add one under ${path}, of which there are none`;
  const remedy = list.values.length === 0 ? none : didYouMean(text, list.values, "it is one of");
  report(exprId, `there is no ${list.what} ${text}`, remedy);
}
