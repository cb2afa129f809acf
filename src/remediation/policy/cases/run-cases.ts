import { z } from "zod";
import { messageOf } from "../../../core/errors.ts";
import type { JsonSchema } from "../file/json-schema.ts";
import { parseYaml } from "../file/parse-yaml.ts";
import { PolicyError } from "../file/policy-error.ts";
import { schemaProblems } from "../file/schema-problems.ts";
import { judgeTraced } from "../judge.ts";
import type { Policy } from "../policy.ts";
import type { Trace } from "../trace.ts";
import { type CaseFile, caseFileSchema, type Expected } from "./case-file.ts";
import { inputOfCase } from "./input-of-case.ts";

export interface CaseResult {
  name: string;
  line: number;
  /** What is not as expected; empty where the case holds. */
  faults: string[];
  /** "rule-a no, rule-b matched", for whoever wonders why. */
  asked: string;
  /** Rules of the file that matched. */
  matched: string[];
}

export function caseJsonSchema(): JsonSchema {
  return z.toJSONSchema(caseFileSchema, { io: "input", unrepresentable: "any" }) as JsonSchema;
}

/** Decides each case of a file by a policy. Throws PolicyError where the file of cases itself cannot be used. */
export function runCases(policy: Policy, text: string): CaseResult[] {
  const parsed = parseYaml(text);
  if ("problems" in parsed) throw new PolicyError(parsed.problems);
  const { file } = parsed;
  const read = caseFileSchema.safeParse(file.value);
  if (!read.success)
    throw new PolicyError(schemaProblems(read.error.issues, { file, schema: caseJsonSchema() }));
  return read.data.cases.map((one, index) => ({
    name: one.name,
    line: file.placeOf(["cases", index]).line,
    ...runCase(policy, one),
  }));
}

function runCase(policy: Policy, { given, expect }: CaseFile["cases"][number]) {
  try {
    const { verdict, trace } = judgeTraced(policy, inputOfCase(given));
    const faults = faultsOf(verdict, expect);
    const why = faults.length === 0 ? [] : [`because: ${verdict.reason} (${verdict.rule})`];
    return { faults: [...faults, ...why], asked: askedIn(trace), matched: matchedIn(trace) };
  } catch (error) {
    return { faults: [`the case cannot be made: ${messageOf(error)}`], asked: "", matched: [] };
  }
}

function faultsOf(
  verdict: Partial<Record<keyof Expected | "autonomy", unknown>>,
  expected: Expected,
): string[] {
  const usual: Partial<Record<keyof Expected, unknown>> = { approvers: 1, decideOn: "anywhere" };
  return (Object.keys(expected) as (keyof Expected)[]).flatMap((key) => {
    const wanted = expected[key];
    const got = verdict[key] ?? usual[key];
    if (key === "verdict" && wanted === "observe" && isObserved(verdict)) return [];
    const isRight =
      key === "reason" ? String(got).includes(String(wanted)) : wanted === undefined || got === wanted;
    return isRight ? [] : [`${key}: ${got ?? "none"}, expected ${wanted}`];
  });
}

const isObserved = ({ verdict, autonomy }: { verdict?: unknown; autonomy?: unknown }) =>
  verdict !== "deny" && autonomy === "observe";

const askedIn = ({ rail, actions }: Trace) =>
  rail !== null
    ? `rail ${rail}`
    : actions.flatMap(({ asked }) => asked.map(({ rule, said }) => `${rule} ${said}`)).join(", ");

export const matchedIn = ({ actions }: Pick<Trace, "actions">) =>
  actions.flatMap(({ asked }) => asked.flatMap(({ rule, said }) => (said === "matched" ? rule : [])));
