import { parse } from "@bufbuild/cel";
import { factName, withAlias } from "../language/reserved-word.ts";

type Expr = ReturnType<typeof parse>["expr"] | undefined;

/** The facts that a condition looks at, such as "workload.kind"; none where it was cut and is no CEL any more. Pure. */
export function factsNamed(when: string): string[] {
  const found = new Set<string>();
  const walk = (expr: Expr): void => {
    const kind = expr?.exprKind;
    switch (kind?.case) {
      case "identExpr":
        found.add(factName(kind.value.name));
        return;
      case "selectExpr": {
        const operand = kind.value.operand?.exprKind;
        if (operand?.case === "identExpr") found.add(`${factName(operand.value.name)}.${kind.value.field}`);
        else walk(kind.value.operand);
        return;
      }
      case "callExpr":
        for (const part of [kind.value.target, ...kind.value.args]) walk(part);
        return;
      case "listExpr":
        for (const part of kind.value.elements) walk(part);
        return;
      case "comprehensionExpr":
        for (const part of [kind.value.iterRange, kind.value.loopStep]) walk(part);
    }
  };
  try {
    walk(parse(withAlias(when)).expr);
  } catch {
    return [];
  }
  return [...found];
}
