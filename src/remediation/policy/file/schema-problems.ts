import type { z } from "zod";
import { didYouMean } from "../language/did-you-mean.ts";
import { type JsonSchema, schemaAt } from "./json-schema.ts";
import type { YamlFile } from "./parse-yaml.ts";
import type { PolicyProblem } from "./policy-error.ts";

type Issue = z.core.$ZodIssue;

/** What the schema found wrong, each with its place and what to write instead. */
export function schemaProblems(
  issues: readonly Issue[],
  { file, schema }: { file: YamlFile; schema: JsonSchema },
): PolicyProblem[] {
  return issues.flatMap((issue) => problemsOf(issue, { file, schema }));
}

function problemsOf(issue: Issue, { file, schema }: { file: YamlFile; schema: JsonSchema }): PolicyProblem[] {
  const { path } = issue;
  if (issue.code === "unrecognized_keys") {
    const known = Object.keys(schemaAt(schema, path)?.properties ?? {});
    return issue.keys.map((key) => ({
      ...file.placeOfKey(path, key),
      problem: `there is no key ${key} ${where(path)}`,
      remedy: didYouMean(key, known, "the keys are"),
    }));
  }
  const value = valueAt(file.value, path);
  const shape = schemaAt(schema, path);
  if (value === undefined && path.length > 0)
    return [
      {
        ...file.placeOf(path.slice(0, -1)),
        problem: `${nameOf(path.slice(0, -1))} has no ${String(path.at(-1))}`,
        remedy: `add ${String(path.at(-1))}: ${exampleOf(shape)}`,
      },
    ];
  const options = shape?.enum?.map(String) ?? (shape?.const === undefined ? [] : [String(shape.const)]);
  const shown = typeof value === "string" ? ` ${JSON.stringify(value.slice(0, 60))}` : "";
  if (options.length > 0 && !options.includes(String(value)))
    return [
      {
        ...file.placeOf(path),
        problem: `${nameOf(path)}: ${shown.trim() || kindInWords(value)} is none of its values`,
        remedy: didYouMean(String(value), options, "it is one of"),
      },
    ];
  const isKind =
    issue.code === "invalid_type" || (issue.code === "invalid_union" && typeof value === "object");
  return [
    {
      ...file.placeOf(path),
      problem: `${path.length === 0 ? "the file" : nameOf(path)}: ${
        isKind ? `${kindInWords(value)} stands where ${kindOfSchema(shape)} must` : messageOf(issue)
      }`,
      remedy: isKind ? `write ${exampleOf(shape)}` : remedyOf(issue, shape),
    },
  ];
}

function messageOf(issue: Issue): string {
  const inner = issue.code === "invalid_union" ? issue.errors.flat().at(-1)?.message : undefined;
  return inner !== undefined && issue.message === "Invalid input" ? inner : issue.message;
}

function remedyOf(issue: Issue, shape: JsonSchema | undefined): string {
  const like = /such as (.+)$/.exec(messageOf(issue))?.[1];
  if (like !== undefined) return `write it like ${like}`;
  if (issue.code === "too_big") return `at most ${issue.maximum}`;
  if (issue.code === "too_small") return `at least ${issue.minimum}`;
  return shape?.description === undefined ? `write ${exampleOf(shape)}` : shape.description;
}

const where = (path: readonly PropertyKey[]) => (path.length === 0 ? "in a policy" : `in ${nameOf(path)}`);

/** "rules[0].when", counted as programs count. */
function nameOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "the file";
  return path
    .map((key, index) => (typeof key === "number" ? `[${key}]` : `${index === 0 ? "" : "."}${String(key)}`))
    .join("");
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (one, key) =>
      one !== null && typeof one === "object" ? (one as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
}

function kindInWords(value: unknown): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  const words: Record<string, string> = { string: "a text", number: "a number", boolean: "true or false" };
  return words[typeof value] ?? "a map";
}

function kindOfSchema(shape: JsonSchema | undefined): string {
  const words: Record<string, string> = {
    string: "a text",
    number: "a number",
    integer: "a whole number",
    boolean: "true or false",
    array: "a list",
    object: "a map",
  };
  const type = shape?.type ?? shape?.anyOf?.find((one) => one.type === "string")?.type;
  return words[String(type)] ?? "another value";
}

function exampleOf(shape: JsonSchema | undefined): string {
  const options = shape?.enum ?? (shape?.const === undefined ? undefined : [shape.const]);
  if (options !== undefined) return options.slice(0, 6).map(String).join(" or ");
  const type = shape?.type ?? shape?.anyOf?.[0]?.type;
  if (type === "array") return "a list, as in [a, b]";
  if (type === "object") return "a map, as in {key: value}";
  if (type === "integer" || type === "number") return "a number without quotes";
  if (type === "boolean") return "true or false";
  return "a text; quote it where it looks like a number";
}
