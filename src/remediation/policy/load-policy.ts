import { LineCounter, parseDocument } from "yaml";
import { DEFAULT_MEMORY_BOUNDS } from "../sizing/bounds.ts";
import { compileExpression, ExpressionError } from "./compile-expression.ts";
import { peopleBehind } from "./deciders.ts";
import { FACT_FIELDS, type Vocabulary } from "./facts.ts";
import { NOTIFY_FIELDS } from "./notify-facts.ts";
import type { NotifyRule } from "./notify-rule.ts";
import { type Policy, type PolicyRule, policyFileSchema } from "./policy.ts";

/** A policy file that cannot be used: where, why and what to do. */
export class PolicyError extends Error {
  override readonly name = "PolicyError";
  readonly line: number;
  readonly column: number;
  readonly problem: string;
  readonly remedy: string;
  constructor(details: { line: number; column: number; problem: string; remedy: string; cause?: unknown }) {
    super(`policy, line ${details.line}, column ${details.column}: ${details.problem} (${details.remedy})`, {
      cause: details.cause,
    });
    this.line = details.line;
    this.column = details.column;
    this.problem = details.problem;
    this.remedy = details.remedy;
  }
}

/** What a policy may name beside facts; absent: whatever it names is taken. */
export interface Known {
  /** Custom bots that are configured. */
  bots?: readonly string[];
}

/** Parses, checks and compiles a policy file. Throws PolicyError for the first thing that is wrong. */
export function loadPolicyFile(text: string, known: Known = {}): Policy {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, maxAliasCount: 0 } as never);
  const at = (offset: number) => {
    const { line, col } = counter.linePos(offset);
    return { line, column: col };
  };
  const broken = document.errors[0];
  if (broken !== undefined)
    throw new PolicyError({
      ...at(broken.pos[0]),
      problem: broken.message.split("\n")[0] ?? "not YAML",
      remedy: "correct the YAML",
      cause: broken,
    });
  const offsetOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true) as { range?: number[] } | undefined;
      if (node?.range !== undefined) return node.range[0] ?? 0;
    }
    return 0;
  };
  const parsed = policyFileSchema.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const path = issue?.path ?? [];
    throw new PolicyError({
      ...at(offsetOf(path)),
      problem: `${path.length === 0 ? "the file" : path.join(".")}: ${issue?.message ?? "not a policy"}`,
      remedy: "see the policy's schema in the documentation",
      cause: parsed.error,
    });
  }
  const file = parsed.data;
  const compiled = (list: "rules" | "notify", index: number, words: Vocabulary) => {
    const { name, when } = file[list][index] ?? { name: "", when: "" };
    try {
      return compileExpression(when, words);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      const node = document.getIn([list, index, "when"], true) as { type?: string; range?: number[] };
      throw new PolicyError({
        ...within(at(node.range?.[0] ?? 0), node.type ?? "PLAIN", error),
        problem: `${list === "rules" ? "rule" : "notify rule"} ${name}: ${error.message}`,
        remedy: error.remedy,
        cause: error,
      });
    }
  };
  const checkNames = (whose: string, names: readonly string[], path: readonly PropertyKey[]) => {
    const stranger = names.findIndex((name) => !name.startsWith("ou_") && !Object.hasOwn(file.groups, name));
    if (stranger < 0) return;
    const groups = Object.keys(file.groups);
    throw new PolicyError({
      ...at(offsetOf([...path, stranger])),
      problem: `${whose}: there is no group ${names[stranger]}`,
      remedy: `name ${groups.length === 0 ? "a person (ou_...), or add groups, of which there are none" : `one of ${groups.join(", ")}, or a person (ou_...)`}`,
    });
  };
  const windows = Object.fromEntries(
    Object.entries(file.windows).map(([name, window]) => {
      const timeZone = window.timeZone ?? file.timeZone;
      if (timeZone === undefined)
        throw new PolicyError({
          ...at(offsetOf(["windows", name])),
          problem: `window ${name}: it has no time zone`,
          remedy: "add timeZone: Europe/Berlin, to it or at the top of the file for all windows",
        });
      return [name, { ...window, timeZone }];
    }),
  );
  const routes = file.notify.map(({ name }) => name);
  checkNames("decidedBy", file.decidedBy ?? [], ["decidedBy"]);
  const rules = file.rules.map((rule, index): PolicyRule => {
    const { decidedBy = [], decideOn = "anywhere", approvers, name } = rule;
    checkNames(`rule ${name}`, decidedBy, ["rules", index, "decidedBy"]);
    if (decidedBy.length > 0 && peopleBehind(file, decidedBy).size < approvers)
      throw new PolicyError({
        ...at(offsetOf(["rules", index, "decidedBy"])),
        problem: `rule ${name}: it wants two people and names one`,
        remedy: "name a second person, or set approvers: 1",
      });
    if (rule.notify !== undefined && !routes.includes(rule.notify))
      throw new PolicyError({
        ...at(offsetOf(["rules", index, "notify"])),
        problem: `rule ${name}: there is no notify rule ${rule.notify}`,
        remedy: `name one of ${routes.join(", ") || "the notify rules, of which there are none"}`,
      });
    return { ...rule, decidedBy, decideOn, matches: compiled("rules", index, FACT_FIELDS) };
  });
  const notify = file.notify.map((rule, index): NotifyRule => {
    const stranger = (rule.bots ?? []).findIndex((bot) => known.bots?.includes(bot) === false);
    if (stranger >= 0)
      throw new PolicyError({
        ...at(offsetOf(["notify", index, "bots", stranger])),
        problem: `notify rule ${rule.name}: there is no custom bot ${rule.bots?.[stranger]}`,
        remedy: `name one of ${known.bots?.join(", ") || "FEISHU_BOTS, which names none"}`,
      });
    return { ...rule, matches: compiled("notify", index, NOTIFY_FIELDS) };
  });
  return {
    protectedNamespaces: file.protectedNamespaces,
    memoryBounds: {
      maxFactor: file.bounds.SetMemoryLimit?.maxFactor ?? DEFAULT_MEMORY_BOUNDS.maxFactor,
      maxBytes: file.bounds.SetMemoryLimit?.maxBytes ?? DEFAULT_MEMORY_BOUNDS.maxBytes,
    },
    bounds: file.bounds,
    windows,
    groups: file.groups,
    decidedBy: file.decidedBy ?? null,
    rules,
    notify,
    research: file.research,
  };
}

/** Where a place inside an expression is in the file; a block scalar begins on the line after its sign. */
function within(
  scalar: { line: number; column: number },
  type: string,
  place: { line: number; column: number },
): { line: number; column: number } {
  if (type.startsWith("BLOCK")) return { line: scalar.line + place.line, column: place.column };
  const quote = type.startsWith("QUOTE") ? 1 : 0;
  return place.line === 1
    ? { line: scalar.line, column: scalar.column + quote + place.column - 1 }
    : { line: scalar.line + place.line - 1, column: place.column };
}
