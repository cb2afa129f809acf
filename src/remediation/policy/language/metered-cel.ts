import { type CelEnv, type CelFunc, CelScalar, celEnv, celFunc, parse } from "@bufbuild/cel";

type Expr = ReturnType<typeof parse>["expr"];

/**
 * What one condition may cost: calls of functions, rounds of comprehensions, letters looked at by the hundred, and for a
 * regular expression letters times its own length by the thousand.
 */
export const MAX_STEPS = 20_000;

/** No name that a condition could call: the check of names comes before it is put in. */
const STEP = "__step";

/** An environment that counts: the evaluator itself has no limit of cost. */
export interface MeteredCel {
  env: CelEnv;
  /** Full again, before each evaluation. */
  reset(): void;
}

export function createMeteredCel(maxSteps = MAX_STEPS): MeteredCel {
  let left = maxSteps;
  const spend = (steps: number) => {
    left -= steps;
    if (left < 0) throw new Error(`it takes more than ${maxSteps} steps`);
  };
  const step = celFunc(STEP, [], CelScalar.BOOL, () => {
    spend(1);
    return true;
  });
  const funcs = [...celEnv().funcs].map((func) => counted(func, spend));
  return {
    env: celEnv({ funcs: [...funcs, step] }) as CelEnv,
    reset() {
      left = maxSteps;
    },
  };
}

const LETTERS = 100;
const MATCHED_LETTERS = 1000;

function counted(func: CelFunc, spend: (steps: number) => void): CelFunc {
  const lettersOf = (value: unknown) => (typeof value === "string" ? value.length : 0);
  return Object.create(func, {
    call: {
      value: (id: number, target: Parameters<CelFunc["call"]>[1], args: Parameters<CelFunc["call"]>[2]) => {
        // Paid before: a single call over a long text could take long by itself.
        if (func.name === "matches")
          spend(Math.ceil((lettersOf(target ?? args[0]) * lettersOf(args.at(-1))) / MATCHED_LETTERS));
        const result = func.call(id, target, args);
        // Not this overload: another one is asked.
        if (result === undefined) return undefined;
        const letters = [target, ...args].reduce<number>((sum, value) => sum + lettersOf(value), 0);
        spend(1 + Math.floor(letters / LETTERS));
        return result;
      },
    },
  });
}

/** Makes each round of each comprehension count, also of one that calls nothing. Changes the tree. */
export function countRounds(expr: Expr | undefined): void {
  const kind = expr?.exprKind;
  if (kind === undefined) return;
  switch (kind.case) {
    case "selectExpr":
      countRounds(kind.value.operand);
      return;
    case "callExpr":
      for (const part of [kind.value.target, ...kind.value.args]) countRounds(part);
      return;
    case "listExpr":
      for (const part of kind.value.elements) countRounds(part);
      return;
    case "structExpr":
      for (const { value } of kind.value.entries) countRounds(value);
      return;
    case "comprehensionExpr": {
      const { iterRange, loopStep, result, loopCondition } = kind.value;
      for (const part of [iterRange, loopStep, result]) countRounds(part);
      const both = parse(`${STEP}() && true`).expr;
      if (both?.exprKind.case !== "callExpr" || loopCondition === undefined) return;
      both.exprKind.value.args[1] = loopCondition;
      kind.value.loopCondition = both;
    }
  }
}
