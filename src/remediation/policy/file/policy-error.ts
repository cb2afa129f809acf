/** One thing that is wrong in a file: where (1-based), what, and what to do. */
export interface PolicyProblem {
  line: number;
  column: number;
  problem: string;
  remedy: string;
}

const MOST_TOLD = 20;

export function problemLine({ line, column, problem, remedy }: PolicyProblem): string {
  return `line ${line}, column ${column}: ${problem} (${remedy})`;
}

/** A policy file that cannot be used, with everything that is wrong in it, in the order of the file. */
export class PolicyError extends Error implements PolicyProblem {
  override readonly name = "PolicyError";
  readonly line: number;
  readonly column: number;
  readonly problem: string;
  readonly remedy: string;
  readonly problems: readonly PolicyProblem[];
  constructor(found: readonly PolicyProblem[]) {
    const problems = found.toSorted((a, b) => a.line - b.line || a.column - b.column);
    const first = problems[0] ?? { line: 1, column: 1, problem: "it cannot be used", remedy: "correct it" };
    const others = problems.slice(1, MOST_TOLD).map((one) => `; ${problemLine(one)}`);
    super(`policy, ${problemLine(first)}${others.join("")}`);
    this.line = first.line;
    this.column = first.column;
    this.problem = first.problem;
    this.remedy = first.remedy;
    this.problems = problems;
  }
}
