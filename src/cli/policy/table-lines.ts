const MOST_WIDE = 60;

/** Rows of cells in columns; a long cell is cut. */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const cut = rows.map((row) =>
    row.map((cell) => (cell.length > MOST_WIDE ? `${cell.slice(0, MOST_WIDE - 3)}...` : cell)),
  );
  const widths = (cut[0] ?? []).map((_cell, column) =>
    Math.max(...cut.map((row) => row[column]?.length ?? 0)),
  );
  return cut.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
