import { ACTION_TYPES } from "../../../domain/action.ts";
import { CAUSE_NAMES } from "../../../domain/cause.ts";
import { RISK_LEVELS } from "../../../domain/plan.ts";
import { SIGNAL_SOURCES } from "../../../domain/signal.ts";
import { SYMPTOMS } from "../../../domain/symptom.ts";
import { WHOLE_FACTS } from "../facts.ts";

/** "any" is what is not known before it is asked. */
export type Kind =
  | "int"
  | "double"
  | "string"
  | "bool"
  | "list"
  | "map"
  | "timestamp"
  | "duration"
  | "record"
  | "any";

/** For people. */
export const IN_WORDS: Readonly<Record<Kind, string>> = {
  int: "a whole number",
  double: "a number",
  string: "a text",
  bool: "true or false",
  list: "a list",
  map: "a map",
  timestamp: "a time",
  duration: "a length of time",
  record: "a group of facts",
  any: "a value",
};

const DOUBLES = ["finding.confidence", "action.factor", "history.successRate", "history.holdsAtLeast"];
const LISTS = ["finding.ruledOut", "risk.reasons", "windows"];

/** The kind of a fact by its path, such as "workload.replicas"; the vocabulary has said that there is one. */
export function kindOfFact(path: string, field: "open" | "value"): Kind {
  if (field === "open") return "map";
  if (path === "now") return "timestamp";
  if (LISTS.includes(path)) return "list";
  if (WHOLE_FACTS.has(path)) return "int";
  return DOUBLES.includes(path) ? "double" : "string";
}

/** What a fact can be at all, by its path; of a list, what its items can be. "" stands for nothing and is always there. */
export type ClosedValues = Readonly<Record<string, { what: string; values: readonly string[] }>>;

export const CLOSED_VALUES: ClosedValues = {
  "action.type": { what: "action", values: ACTION_TYPES },
  "action.basis": {
    what: "basis of a size",
    values: ["earlier-revision", "declared", "sampled", "doubled"],
  },
  "finding.cause": { what: "cause", values: CAUSE_NAMES },
  "finding.ruledOut": { what: "cause", values: CAUSE_NAMES },
  "finding.foundBy": { what: "finder", values: ["signatures", "model"] },
  "risk.level": { what: "level of risk", values: RISK_LEVELS },
  "signal.source": { what: "source", values: SIGNAL_SOURCES },
  "signal.symptom": { what: "symptom", values: SYMPTOMS },
};
