import { DEFAULT_MEMORY_BOUNDS } from "../sizing/bounds.ts";
import { peopleBehind } from "./deciders.ts";
import { FACT_FIELDS } from "./facts.ts";
import { policyJsonSchema } from "./file/json-schema.ts";
import { parseYaml, type YamlFile } from "./file/parse-yaml.ts";
import { PolicyError, type PolicyProblem } from "./file/policy-error.ts";
import { schemaProblems } from "./file/schema-problems.ts";
import { compileExpression, type Language } from "./language/compile-expression.ts";
import { didYouMean } from "./language/did-you-mean.ts";
import { ExpressionError } from "./language/expression-error.ts";
import { CLOSED_VALUES } from "./language/fact-types.ts";
import { createMeteredCel } from "./language/metered-cel.ts";
import { NOTIFY_FIELDS } from "./notify-facts.ts";
import type { NotifyRule } from "./notify-rule.ts";
import { type Policy, type PolicyFile, type PolicyRule, policyFileSchema } from "./policy.ts";

export { PolicyError } from "./file/policy-error.ts";

/** What a policy may name beside facts; absent: whatever it names is taken. */
export interface Known {
  /** Custom bots that are configured. */
  bots?: readonly string[];
}

/** Parses, checks and compiles a policy file. Throws PolicyError with everything that is wrong. */
export function loadPolicyFile(text: string, known: Known = {}): Policy {
  const parsed = parseYaml(text);
  if ("problems" in parsed) throw new PolicyError(parsed.problems);
  const { file } = parsed;
  const read = policyFileSchema.safeParse(file.value);
  if (!read.success)
    throw new PolicyError(schemaProblems(read.error.issues, { file, schema: policyJsonSchema() }));
  const problems: PolicyProblem[] = [];
  const policy = compilePolicy(read.data, { file, known, problems });
  if (problems.length > 0) throw new PolicyError(problems);
  return policy;
}

interface Compiling {
  file: YamlFile;
  known: Known;
  problems: PolicyProblem[];
}

function compilePolicy(content: PolicyFile, context: Compiling): Policy {
  const { bounds } = content;
  const windows = zonedWindows(content, context);
  checkNames("decidedBy", { names: content.decidedBy ?? [], path: ["decidedBy"] }, content, context);
  const { notify: reportTo } = content.review ?? {};
  checkRoute("review", { notify: reportTo, path: ["review", "notify"] }, content, context);
  for (const list of ["rules", "notify"] as const) checkUnique(content, list, context);
  const cel = createMeteredCel();
  const closed = { ...CLOSED_VALUES, windows: { what: "window", values: Object.keys(windows) } };
  const language = { closed, cel };
  const compiled = (list: "rules" | "notify", index: number) =>
    compile(
      content,
      { list, index },
      { words: list === "rules" ? FACT_FIELDS : NOTIFY_FIELDS, ...language },
      context,
    );
  const rules = content.rules.map((rule, index): PolicyRule => {
    const { decidedBy = [], decideOn = "anywhere" } = rule;
    checkRule(content, index, context);
    return { ...rule, decidedBy, decideOn, matches: compiled("rules", index) };
  });
  const notify = content.notify.map((rule, index): NotifyRule => {
    checkBots(rule, index, context);
    return { ...rule, matches: compiled("notify", index) };
  });
  return {
    protectedNamespaces: content.protectedNamespaces,
    memoryBounds: {
      maxFactor: bounds.SetMemoryLimit?.maxFactor ?? DEFAULT_MEMORY_BOUNDS.maxFactor,
      maxBytes: bounds.SetMemoryLimit?.maxBytes ?? DEFAULT_MEMORY_BOUNDS.maxBytes,
    },
    bounds,
    windows,
    groups: content.groups,
    decidedBy: content.decidedBy ?? null,
    rules,
    notify,
    research: content.research,
    review: content.review ?? null,
  };
}

function compile(
  content: PolicyFile,
  { list, index }: { list: "rules" | "notify"; index: number },
  language: Language,
  { file, problems }: Compiling,
): (facts: object & { now: Date }) => boolean | Error {
  const { name, when } = content[list][index] ?? { name: "", when: "" };
  try {
    return compileExpression(when, language);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    problems.push({
      ...file.placeInside([list, index, "when"], error),
      problem: `${list === "rules" ? "rule" : "notify rule"} ${name}: ${error.message}`,
      remedy: error.remedy,
    });
    return () => error;
  }
}

function zonedWindows({ windows, timeZone: usual }: PolicyFile, { file, problems }: Compiling) {
  const zoned = Object.entries(windows).map(([name, window]) => {
    const timeZone = window.timeZone ?? usual;
    if (timeZone === undefined)
      problems.push({
        ...file.placeOfKey(["windows"], name),
        problem: `window ${name}: it has no time zone`,
        remedy: "add timeZone: Europe/Berlin, to it or at the top of the file for all windows",
      });
    return [name, { ...window, timeZone: timeZone ?? "UTC" }] as const;
  });
  return Object.fromEntries(zoned);
}

function checkRule(content: PolicyFile, index: number, context: Compiling): void {
  const rule = content.rules[index];
  if (rule === undefined) return;
  const { decidedBy = [], approvers, name, notify } = rule;
  const { file, problems } = context;
  const named = { names: decidedBy, path: ["rules", index, "decidedBy"] };
  const isKnown = checkNames(`rule ${name}`, named, content, context);
  if (isKnown && decidedBy.length > 0 && peopleBehind(content, decidedBy).size < approvers)
    problems.push({
      ...file.placeOf(["rules", index, "decidedBy"]),
      problem: `rule ${name}: it wants two people and names one`,
      remedy: "name a second person, or set approvers: 1",
    });
  checkRoute(`rule ${name}`, { notify, path: ["rules", index, "notify"] }, content, context);
}

function checkRoute(
  whose: string,
  { notify, path }: { notify: string | undefined; path: readonly PropertyKey[] },
  content: PolicyFile,
  { file, problems }: Compiling,
): void {
  const routes = content.notify.map((one) => one.name);
  if (notify !== undefined && !routes.includes(notify))
    problems.push({
      ...file.placeOf(path),
      problem: `${whose}: there is no notify rule ${notify}`,
      remedy:
        routes.length === 0
          ? "add one under notify, of which there are none"
          : didYouMean(notify, routes, "name one of"),
    });
}

/** Two rules of one name could not be told apart in the audit, on a card or in a metric. */
function checkUnique(content: PolicyFile, list: "rules" | "notify", { file, problems }: Compiling): void {
  const names = content[list].map(({ name }) => name);
  for (const [index, name] of names.entries())
    if (names.indexOf(name) < index)
      problems.push({
        ...file.placeOf([list, index, "name"]),
        problem: `there are two rules of the name ${name}`,
        remedy: "give the second one another name",
      });
}

function checkBots(
  rule: PolicyFile["notify"][number],
  index: number,
  { file, known, problems }: Compiling,
): void {
  for (const [place, bot] of (rule.bots ?? []).entries())
    if (known.bots?.includes(bot) === false)
      problems.push({
        ...file.placeOf(["notify", index, "bots", place]),
        problem: `notify rule ${rule.name}: there is no custom bot ${bot}`,
        remedy: `name one of ${known.bots.join(", ") || "FEISHU_BOTS, which names none"}`,
      });
}

function checkNames(
  whose: string,
  { names, path }: { names: readonly string[]; path: readonly PropertyKey[] },
  { groups }: PolicyFile,
  { file, problems }: Compiling,
): boolean {
  const isStranger = (name: string) => !name.startsWith("ou_") && !Object.hasOwn(groups, name);
  for (const [index, name] of names.entries()) {
    if (!isStranger(name)) continue;
    const all = Object.keys(groups);
    const none = "name a person (ou_...), or add groups, of which there are none";
    problems.push({
      ...file.placeOf([...path, index]),
      problem: `${whose}: there is no group ${name}`,
      remedy: all.length === 0 ? none : `${didYouMean(name, all, "the groups are")}, or a person (ou_...)`,
    });
  }
  return !names.some(isStranger);
}
