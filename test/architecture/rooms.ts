/** The rooms of src/, bottom up. A file imports its own room or one of a lower row, never sideways or up. */
export const ROWS: readonly (readonly string[])[] = [
  ["core"],
  ["domain"],
  ["config", "metrics"],
  ["database", "alerts", "kubernetes", "llm", "sandbox", "search"],
  ["incidents", "notify", "diagnosis"],
  ["remediation", "dispatch"],
  ["agents", "doctor", "guard"],
  ["http", "simulation"],
  ["app.ts"],
  ["cli"],
  ["main.ts"],
];

/** A room that may import less than its row allows: one bug must not open both doors. */
export const NARROWED: Readonly<Record<string, readonly string[]>> = {
  guard: ["core", "config", "metrics", "domain", "database"],
};

/** The room of "src/notify/outbox.ts" is "notify"; app.ts and main.ts are rooms of their own. Undefined outside src/. */
export function roomOf(path: string): string | undefined {
  const [top, room] = path.split("/");
  return top === "src" ? room : undefined;
}

export function rowOf(room: string): number {
  return ROWS.findIndex((row) => row.includes(room));
}
