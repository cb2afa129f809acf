/** Where in the expression's tree something is wrong. */
export interface ExpressionFault {
  exprId: bigint;
  problem: string;
  remedy: string;
}

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

export function positionAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}
