import { z } from "zod";
import { OperationError } from "../../core/errors.ts";
import { ACTION_TYPES } from "../../domain/action.ts";
import { PROOFS } from "../../domain/attempt.ts";
import { CAUSE_NAMES } from "../../domain/cause.ts";
import { LESSON_RESULTS } from "../../domain/experience.ts";

/** Grows when a line's meaning changes; a file of another version is refused. */
export const VERSION = 1;
export const KIND = "kube-autofix-experience";
const MOST_LESSONS = 200_000;

export const lessonSchema = z.strictObject({
  origin: z.string().regex(/^(attempt|approval|answer|denied)\/[\w./-]{1,200}$/),
  cluster: z.string().min(1).max(253),
  namespace: z.string().max(63),
  workload: z.string().min(1).max(600),
  cause: z.enum(CAUSE_NAMES),
  action: z.enum(ACTION_TYPES),
  shape: z.string().min(1).max(300),
  result: z.enum(LESSON_RESULTS),
  proof: z.enum(PROOFS).nullable(),
  at: z.iso.datetime(),
});
export type LessonLine = z.infer<typeof lessonSchema>;
const headSchema = z.strictObject({
  kind: z.literal(KIND),
  version: z.literal(VERSION),
  exportedAt: z.iso.datetime(),
});
const endSchema = z.strictObject({ lessons: z.number().int().min(0) });

/**
 * Reads a whole export, or throws OperationError `invalid` with the line at fault: nothing of a file that is not wholly
 * understood, cut, or ahead of our time is used.
 */
export function parseLessons(text: string, now: Date): LessonLine[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length < 2) throw fault(1, "no export: its first and last line are missing");
  read(headSchema, lines[0] ?? "", 1);
  const { lessons: count } = read(endSchema, lines.at(-1) ?? "", lines.length);
  const bodies = lines.slice(1, -1);
  if (bodies.length !== count)
    throw fault(lines.length, `${count} lessons are said, and ${bodies.length} are here: the file was cut`);
  if (count > MOST_LESSONS) throw fault(lines.length, `${MOST_LESSONS} lessons are the most`);
  const seen = new Set<string>();
  return bodies.map((line, index) => {
    const number = index + 2;
    const lesson = read(lessonSchema, line, number);
    if (seen.has(lesson.origin)) throw fault(number, `${lesson.origin} is here twice`);
    seen.add(lesson.origin);
    // A lesson of tomorrow would not fade until then, and would stand before all that is learned today.
    if (new Date(lesson.at) > now) throw fault(number, "its time is ahead of ours");
    return lesson;
  });
}

function read<T>(schema: z.ZodType<T>, line: string, number: number): T {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw fault(number, "not JSON");
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw fault(number, `${issue?.path.join(".") || "the line"}: ${issue?.message ?? "not understood"}`);
}

const fault = (line: number, why: string) =>
  new OperationError(`line ${line}: ${why}; nothing was imported`, { reason: "invalid", retryable: false });
