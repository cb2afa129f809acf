/** One case of a bench. `ratio` is the median of the runs' ratios of ours to the baseline. */
export interface Row {
  case: string;
  ratio: number;
  ours: number;
  baseline: number;
  unit: string;
  runs: Run[];
}

/** Both sides of one run, measured right after each other. */
export interface Run {
  ours: number;
  baseline: number;
  ratio: number;
}

export interface BenchResult {
  name: string;
  rows: Row[];
  /** Why there are no rows, where what is measured is not here. */
  notMeasured?: string;
}

export function runOf(ours: number, baseline: number): Run {
  return { ours: rounded(ours), baseline: rounded(baseline), ratio: rounded(ours / baseline) };
}

export function rowOf(name: string, unit: string, runs: readonly Run[]): Row {
  return {
    case: name,
    ratio: rounded(median(runs.map(({ ratio }) => ratio))),
    ours: rounded(median(runs.map(({ ours }) => ours))),
    baseline: rounded(median(runs.map(({ baseline }) => baseline))),
    unit,
    runs: [...runs],
  };
}

/** Of an even number the mean of the middle two; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  const high = sorted[Math.floor(middle)] ?? Number.NaN;
  return (low + high) / 2;
}

/** The value that so great a part of them does not exceed; NaN of none. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}

/** The readable form: medians, and in brackets the least and the most of the runs. */
export function tableOf(result: BenchResult, goals: Readonly<Record<string, string>>): string {
  const header = ["case", "ratio", "goal", "ours", "baseline", "runs"];
  const lines = result.rows.map((row) => [
    row.case,
    withSpread(
      row.ratio,
      row.runs.map(({ ratio }) => ratio),
      "",
    ),
    goals[row.case] ?? "",
    withSpread(
      row.ours,
      row.runs.map(({ ours }) => ours),
      ` ${row.unit}`,
    ),
    withSpread(
      row.baseline,
      row.runs.map(({ baseline }) => baseline),
      ` ${row.unit}`,
    ),
    String(row.runs.length),
  ]);
  const rows = [header, header.map(() => "---"), ...lines];
  return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function withSpread(middle: number, values: readonly number[], unit: string): string {
  return `${middle}${unit} (${Math.min(...values)} to ${Math.max(...values)})`;
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
