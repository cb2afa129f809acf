import { redact } from "../core/redact.ts";
import type { JsonPatch } from "./json-patch.ts";
import type { Plan } from "./plan.ts";

const MAX_LINES = 200;
const MAX_VALUE_CHARS = 240;

/**
 * The plan as lines for people: "  " what an action does, "- " a field as it is, "+ " as it will be. The present value
 * is that of the `test` operation which guards the field, else the one that the inverse puts back; objects are compared leaf by leaf, so that a whole template
 * shows what differs alone. Values are redacted; cut at 200 lines, and that is said.
 */
export function planDiff(plan: Pick<Plan, "actions">): string[] {
  const lines = plan.actions.flatMap((action) => [
    `  ${action.sentence}`,
    ...patchDiff(action),
    // No patch: what is made is what there is to see.
    ...(action.type === "RecreateService"
      ? valueDiff("spec", undefined, action.parameters.manifest.spec)
      : []),
  ]);
  if (lines.length <= MAX_LINES) return lines;
  return [...lines.slice(0, MAX_LINES - 1), `  ... ${lines.length - MAX_LINES + 1} more lines`];
}

function patchDiff({ patch, inverse }: Reversible): string[] {
  return patch.flatMap((operation) => {
    if (operation.op === "test") return [];
    const before = presentValue({ patch, inverse }, operation.path);
    const after = operation.op === "remove" ? undefined : (operation.value ?? undefined);
    return valueDiff(readablePath(operation.path), before, after);
  });
}

interface Reversible {
  patch: JsonPatch;
  inverse: JsonPatch;
}

function presentValue({ patch, inverse }: Reversible, path: string): unknown {
  const test = patch.find((operation) => operation.op === "test" && operation.path === path);
  const source = test ?? inverse.find((operation) => operation.op !== "test" && operation.path === path);
  // A test for null passes where the field is missing, so null stands for "not there".
  return source === undefined || source.op === "remove" ? undefined : (source.value ?? undefined);
}

function valueDiff(path: string, before: unknown, after: unknown): string[] {
  const oldLeaves = leavesOf(path, before);
  const newLeaves = leavesOf(path, after);
  const paths = new Set([...oldLeaves.keys(), ...newLeaves.keys()]);
  return [...paths].flatMap((leaf) => {
    const old = oldLeaves.get(leaf);
    const fresh = newLeaves.get(leaf);
    if (old === fresh) return [];
    return [
      ...(old === undefined ? [] : [`- ${line(leaf, old)}`]),
      ...(fresh === undefined ? [] : [`+ ${line(leaf, fresh)}`]),
    ];
  });
}

/** Every scalar below a value with its path; an empty object or list counts as one. */
function leavesOf(path: string, value: unknown, leaves = new Map<string, string>()): Map<string, string> {
  if (value === undefined) return leaves;
  if (value === null || typeof value !== "object" || Object.keys(value).length === 0) {
    leaves.set(path, typeof value === "string" ? value : JSON.stringify(value));
    return leaves;
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      leavesOf(`${path}[${elementName(item, index)}]`, item, leaves);
    return leaves;
  }
  for (const [key, item] of Object.entries(value)) leavesOf(`${path}.${key}`, item, leaves);
  return leaves;
}

/** Kubernetes merges such lists by name, so that a container keeps its line when another one moves. */
function elementName(item: unknown, index: number): string {
  const name = item !== null && typeof item === "object" && "name" in item ? item.name : undefined;
  return typeof name === "string" && name !== "" ? name : String(index);
}

/** "/spec/template/spec/containers/0/image" -> "spec.template.spec.containers[0].image". RFC 6901 escapes are undone. */
function readablePath(pointer: string): string {
  return pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((token) => (/^(\d+|-)$/.test(token) ? `[${token}]` : `.${token}`))
    .join("")
    .replace(/^\./, "");
}

/** The path stands before the value while it is redacted: "env[DB_PASSWORD].value: ..." is a secret by its name. */
function line(path: string, value: string): string {
  const oneLine = value.replace(/\s*\n\s*/g, " ");
  const cut = oneLine.length > MAX_VALUE_CHARS ? `${oneLine.slice(0, MAX_VALUE_CHARS)}...` : oneLine;
  const variable = /\benv\[([^\]]+)\]\.value$/.exec(path)?.[1];
  if (variable !== undefined && redact(`${variable}=${cut}`) !== `${variable}=${cut}`)
    return `${path}: [redacted]`;
  return redact(`${path}: ${cut}`);
}
