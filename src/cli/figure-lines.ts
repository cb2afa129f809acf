import type { Figure } from "../incidents/experience/figures.ts";

const HEAD = ["cause", "action", "held", "at least", "workloads", "last"];

/** A table for a terminal; one line where nothing was learned. Pure. */
export function figureLines(figures: readonly Figure[]): string[] {
  if (figures.length === 0) return ["nothing was learned yet"];
  const rows = [HEAD, ...figures.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function cellsOf({ cause, action, held, tried, workloads, atLeast, lastAt }: Figure): string[] {
  const share = `${Math.floor(atLeast * 100)} %`;
  return [cause, action, `${held} of ${tried}`, share, String(workloads), lastAt.toISOString().slice(0, 10)];
}
