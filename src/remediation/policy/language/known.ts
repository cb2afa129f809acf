import type { parse } from "@bufbuild/cel";
import type { Vocabulary } from "../facts.ts";
import { type ClosedValues, type Kind, kindOfFact } from "./fact-types.ts";

export type Expr = ReturnType<typeof parse>["expr"] | undefined;

/** What is known of a part before it is asked: its kind, and which fact it is or is an item of. */
export interface Known {
  kind: Kind;
  path?: string | undefined;
  /** The text, where it is written in the condition itself. */
  text?: string | undefined;
}

export interface TypeScope {
  words: Vocabulary;
  closed: ClosedValues;
  bound: ReadonlyMap<string, Known>;
  /** Notes what is wrong; the first is told. */
  report(exprId: bigint, problem: string, remedy: string): void;
}

type Constant = Extract<NonNullable<Expr>["exprKind"], { case: "constExpr" }>["value"]["constantKind"];

export function knownOfConstant(constant: Constant): Known {
  switch (constant.case) {
    case "stringValue":
      return { kind: "string", text: constant.value };
    case "boolValue":
      return { kind: "bool" };
    case "int64Value":
    case "uint64Value":
      return { kind: "int" };
    case "doubleValue":
      return { kind: "double" };
    default:
      return { kind: "any" };
  }
}

export function knownOfField(of: Known, field: string, { words }: TypeScope): Known {
  if (of.kind === "map") return { kind: of.path === undefined ? "any" : "string" };
  if (of.kind !== "record" || of.path === undefined) return { kind: "any" };
  const path = `${of.path}.${field}`;
  return { kind: kindOfFact(path, words[of.path]?.[field] ?? "value"), path };
}
