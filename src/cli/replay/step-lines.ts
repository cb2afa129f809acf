import { z } from "zod";
import { STEP_KIND } from "../../incidents/keep-step.ts";
import type { AuditRow, Replayed } from "./replay-row.ts";

const stepSchema = z.looseObject({
  entries: z.array(z.number()),
  road: z.looseObject({ taken: z.array(z.string()).min(1) }).optional(),
});
const foundByModel = z.looseObject({ foundBy: z.literal("model") });

/** Step by step, what was decided again and whose word was taken for the rest; then the rows that are of no step. */
export function stepLines(rows: readonly AuditRow[], replayed: readonly Replayed[]): string[] {
  const again = new Set(replayed.map(({ sequence }) => sequence));
  const bySequence = new Map(rows.map((row) => [row.sequence, row]));
  const ofSteps = new Set<number>();
  const said = rows.flatMap((row) => {
    const step = row.kind === STEP_KIND ? stepSchema.safeParse(row.input).data : undefined;
    if (step === undefined) return [];
    for (const entry of step.entries) ofSteps.add(entry);
    const entries = step.entries.flatMap((entry) => bySequence.get(entry) ?? []);
    const [status, move] = step.road?.taken.at(-1)?.split("/") ?? [];
    const title =
      move === undefined ? `step (row ${row.sequence})` : `${move} while ${status} (row ${row.sequence})`;
    const chosen = again.has(row.sequence) ? ["chosen again"] : [];
    return [`${title}: ${[...chosen, ...entries.map(wordOf)].join("; ") || "nothing written"}`];
  });
  const rest = rows.filter(({ sequence, kind }) => kind !== STEP_KIND && !ofSteps.has(sequence));
  return [...said, ...(rest.length > 0 ? [`of no step: ${rest.map(wordOf).join("; ")}`] : [])];

  function wordOf(row: AuditRow): string {
    const head = `${row.kind} (row ${row.sequence})`;
    return again.has(row.sequence) ? `${head} decided again` : `${head} as ${sourceOf(row)}`;
  }
}

function sourceOf({ kind, output }: AuditRow): string {
  if (foundByModel.safeParse(output).success) return WORD.model;
  return WORD[SOURCES[kind] ?? "record"];
}

const WORD = {
  // What a diagnosis rests on are facts; evidence is what it shows of them to people, cut and redacted.
  cluster: "the cluster showed then: evidence is kept, facts are not",
  server: "the API server answered then",
  model: "a model answered then",
  people: "people said",
  signal: "signals told",
  program: "a program was given or said",
  clock: "the clock brought it",
  record: "it stands there",
} as const;

const SOURCES: Readonly<Record<string, keyof typeof WORD>> = {
  ...from(
    "cluster",
    "diagnosed",
    "linked",
    "self-resolved",
    "waiting",
    "held-back",
    "fixed-through",
    "recurred",
    "held",
  ),
  ...from("cluster", "failed", "undone", "quiet", "evidence"),
  ...from(
    "server",
    "attempt-begun",
    "applied",
    "not-applied",
    "superseded",
    "returning",
    "returned",
    "return-failed",
  ),
  ...from("server", "dry-run"),
  ...from("model", "model", "model-wait", "supervisor", "explained"),
  ...from(
    "people",
    "approved",
    "first-approved",
    "rejected",
    "not-now",
    "taken-over",
    "paused",
    "answered",
    "hinted",
  ),
  ...from("people", "undo-asked", "breaker-lifted"),
  ...from("signal", "opened", "symptom", "merged"),
  ...from("program", "question", "computed", "material", "program"),
  ...from("clock", "asked-again", "escalated", "approval-expired", "watch-ended"),
};

function from(source: keyof typeof WORD, ...kinds: string[]): Record<string, keyof typeof WORD> {
  return Object.fromEntries(kinds.map((kind) => [kind, source]));
}
