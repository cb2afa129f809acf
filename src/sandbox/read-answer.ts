import type { Json } from "../core/json.ts";
import { redact } from "../core/redact.ts";
import type { SandboxFailure } from "../domain/sandbox-result.ts";
import { type JsonShape, jsonShapeSchema } from "./json-shape.ts";
import { misfit } from "./misfit.ts";
import type { PythonOutcome } from "./python-runner.ts";

const MESSAGE_CHARACTERS = 1000;
const DEEPEST = 64;
/** Keys by which a result could reach the prototype of whoever copies it. */
const DANGEROUS_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** What the child wrote, believed in nothing: its first letter says how the program ended. */
export function readAnswer(line: string, declared: JsonShape): PythonOutcome {
  switch (line[0]) {
    case "O":
      return readValue(line.slice(1), declared);
    case "L":
      return failed("output-too-large", "the result is larger than it may be");
    case "M":
      return failed("memory", "the program needs more memory than it may have");
    case "E":
      return failed("error", line.slice(1));
    default:
      return failed("error", "the program broke its interpreter");
  }
}

export function failed(failure: SandboxFailure, message: string): PythonOutcome {
  return {
    kind: "failure",
    failure,
    message: redact(message.slice(0, 4 * MESSAGE_CHARACTERS)).slice(0, MESSAGE_CHARACTERS),
  };
}

function readValue(text: string, declared: JsonShape): PythonOutcome {
  const shape = jsonShapeSchema.safeParse(declared);
  if (!shape.success) return failed("invalid-output", "the declared shape of the output cannot be used");
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return failed("invalid-output", "the result is no JSON");
  }
  const danger = dangerIn(value, 0);
  if (danger !== undefined) return failed("invalid-output", danger);
  const wrong = misfit(value, shape.data);
  return wrong === undefined
    ? { kind: "result", value }
    : failed("invalid-output", `the result does not fit its shape: ${wrong}`);
}

function dangerIn(value: Json, depth: number): string | undefined {
  if (value === null || typeof value !== "object") return undefined;
  if (depth > DEEPEST) return "the result is nested too deeply";
  const names = Array.isArray(value) ? [] : Object.keys(value);
  const bad = names.find((name) => DANGEROUS_KEYS.has(name));
  if (bad !== undefined) return `the result has a key ${bad}`;
  for (const item of Object.values(value)) {
    const inner = dangerIn(item, depth + 1);
    if (inner !== undefined) return inner;
  }
  return undefined;
}
