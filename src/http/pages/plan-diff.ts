import { stringify } from "yaml";
import type { Action } from "../../domain/action.ts";
import type { PatchOperation } from "../../domain/json-patch.ts";

export interface DiffLine {
  sign: "+" | "-" | " " | "@";
  text: string;
}

/** Beyond this, comparing line by line costs too much: the whole old and the whole new text are shown. */
const MAX_COMPARED_LINES = 600;

/** What an action changes, for people. The operations that only test are listed apart, by `conditionsOf`. */
export function diffOf(action: Pick<Action, "patch" | "inverse">): DiffLine[] {
  return action.patch.flatMap((operation) => {
    if (operation.op === "test") return [];
    const before = linesOf(valueBefore(action, operation.path));
    const after = operation.op === "remove" ? [] : linesOf(operation.value);
    return [{ sign: "@", text: readablePath(operation.path) } as const, ...compareLines(before, after)];
  });
}

/** What must hold at the API server at the moment of the write, one line each. */
export function conditionsOf(action: Pick<Action, "patch">): string[] {
  return action.patch.flatMap((operation) =>
    operation.op === "test"
      ? [`${readablePath(operation.path)} is ${linesOf(operation.value).join(" ⏎ ") || '""'}`]
      : [],
  );
}

/** The value that is there now: the one that the patch tests, else the one that its inverse would put back. */
function valueBefore(action: Pick<Action, "patch" | "inverse">, path: string): unknown {
  const tested = action.patch.find((operation) => operation.op === "test" && operation.path === path);
  if (tested !== undefined) return valueIn(tested);
  const restored = action.inverse.find((operation) => operation.op !== "test" && operation.path === path);
  return restored === undefined ? undefined : valueIn(restored);
}

const valueIn = (operation: PatchOperation): unknown =>
  operation.op === "remove" ? undefined : operation.value;

function linesOf(value: unknown): string[] {
  if (value === undefined) return [];
  if (value === null || typeof value !== "object") return [typeof value === "string" ? value : String(value)];
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd().split("\n");
}

/** "/spec/template/metadata/annotations/a~1b" -> "spec.template.metadata.annotations[a/b]" */
export function readablePath(pointer: string): string {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((part, index) => (/^[A-Za-z_]\w*$/.test(part) ? (index === 0 ? part : `.${part}`) : `[${part}]`))
    .join("");
}

/** The shortest edit from one text to the other, by the longest common subsequence of lines. */
export function compareLines(before: string[], after: string[]): DiffLine[] {
  const minus = (text: string): DiffLine => ({ sign: "-", text });
  const plus = (text: string): DiffLine => ({ sign: "+", text });
  if (before.length + after.length > MAX_COMPARED_LINES) return [...before.map(minus), ...after.map(plus)];
  const common = commonLengths(before, after);
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    const old = before[i];
    const fresh = after[j];
    if (old !== undefined && old === fresh) {
      lines.push({ sign: " ", text: old });
      i += 1;
      j += 1;
    } else if (fresh === undefined || (old !== undefined && at(common, i + 1, j) >= at(common, i, j + 1))) {
      lines.push(minus(old ?? ""));
      i += 1;
    } else {
      lines.push(plus(fresh));
      j += 1;
    }
  }
  return lines;
}

const at = (table: number[][], i: number, j: number): number => table[i]?.[j] ?? 0;

/** For each pair of positions, how many lines the rests have in common, in order. */
function commonLengths(before: string[], after: string[]): number[][] {
  const table: number[][] = Array.from({ length: before.length + 1 }, () => []);
  for (let i = before.length - 1; i >= 0; i -= 1) {
    const row: number[] = new Array<number>(after.length + 1).fill(0);
    for (let j = after.length - 1; j >= 0; j -= 1) {
      row[j] =
        before[i] === after[j] ? at(table, i + 1, j + 1) + 1 : Math.max(at(table, i + 1, j), row[j + 1] ?? 0);
    }
    table[i] = row;
  }
  return table;
}
