import { isAlias, isMap, isScalar, LineCounter, parseDocument, visit, type YAMLError } from "yaml";
import type { PolicyProblem } from "./policy-error.ts";

/** The file as it was written: its values, and where each of them stands. */
export interface YamlFile {
  value: unknown;
  /** Of the value at a path, or of the nearest one around it that is there. */
  placeOf(path: readonly PropertyKey[]): { line: number; column: number };
  /** Of a key itself. */
  placeOfKey(path: readonly PropertyKey[], key: string): { line: number; column: number };
  /** Of a line and column inside a text of the file. */
  placeInside(
    path: readonly PropertyKey[],
    at: { line: number; column: number },
  ): { line: number; column: number };
}

/** Larger ones are no policy: Kubernetes itself keeps no more in a ConfigMap. */
const MAX_LENGTH = 1024 * 1024;

export function parseYaml(text: string): { file: YamlFile } | { problems: PolicyProblem[] } {
  if (text.length > MAX_LENGTH)
    return {
      problems: [{ line: 1, column: 1, problem: "the file is over 1 MiB", remedy: "write less of it" }],
    };
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const at = (offset: number) => {
    const { line, col } = counter.linePos(offset);
    return { line, column: col };
  };
  const problems = document.errors.map((error) => {
    const place = at(error.pos[0]);
    return { ...place, ...toldError(error, text.split("\n")[place.line - 1] ?? "") };
  });
  visit(document, {
    Alias(_key, { range }) {
      const remedy = "write the value out where it is used";
      problems.push({ ...at(range?.[0] ?? 0), problem: "aliases are not read", remedy });
    },
  });
  if (problems.length > 0) return { problems };
  const nodeAt = (path: readonly PropertyKey[]) => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true) as { range?: number[] } | undefined;
      if (node?.range !== undefined) return node;
    }
    return document.contents;
  };
  const placeOf = (path: readonly PropertyKey[]) => at(nodeAt(path)?.range?.[0] ?? 0);
  return {
    file: {
      value: document.toJS({ maxAliasCount: 0 }),
      placeOf,
      placeOfKey(path, key) {
        const map = path.length === 0 ? document.contents : document.getIn(path, true);
        const pair = isMap(map)
          ? map.items.find((one) => isScalar(one.key) && one.key.value === key)
          : undefined;
        return isScalar(pair?.key) ? at(pair.key.range?.[0] ?? 0) : placeOf(path);
      },
      placeInside(path, place) {
        const node = document.getIn(path, true);
        const type = isScalar(node) && !isAlias(node) ? (node.type ?? "PLAIN") : "PLAIN";
        return within(text, placeOf(path), type, place);
      },
    },
  };
}

function toldError({ code, message }: YAMLError, line: string): Pick<PolicyProblem, "problem" | "remedy"> {
  const quoted = /\b(when: *)(["'].*)$/.exec(line);
  if (code === "UNEXPECTED_TOKEN" && quoted !== null)
    return {
      problem: "the condition begins with a quote, so YAML ends it at the next one",
      remedy: `write when: '${quoted[2]?.replaceAll("'", "''")}', or put it in a line of its own below when: |`,
    };
  const problem = (message.split("\n")[0] ?? "no YAML").replace(/ at line \d+, column \d+:?$/, "");
  const isOpen = message.includes("and end with a");
  return { problem, remedy: isOpen ? "close the bracket" : (REMEDIES[code] ?? CORRECT) };
}

const CORRECT = "correct the YAML; a condition with a colon or a # stands in quotes, or below `when: |`";
const REMEDIES: Partial<Record<string, string>> = {
  DUPLICATE_KEY: "keep one of them",
  TAB_AS_INDENT: "indent with spaces",
  MULTIPLE_DOCS: "keep one document in the file",
  MISSING_CHAR: "close the quotes or the bracket, and quote what has a colon or a # in it",
  BAD_INDENT: "give what belongs together the same indentation",
};

/** Where a place inside a text is in the file; a block scalar begins on the line after its sign, indented. */
function within(
  text: string,
  scalar: { line: number; column: number },
  type: string,
  place: { line: number; column: number },
): { line: number; column: number } {
  if (type.startsWith("BLOCK")) {
    const line = scalar.line + place.line;
    const lines = text.split("\n").slice(scalar.line);
    const indent = /^ */.exec(lines.find((one) => one.trim() !== "") ?? "")?.[0].length ?? 0;
    return { line, column: place.column + indent };
  }
  const quote = type.startsWith("QUOTE") ? 1 : 0;
  return place.line === 1
    ? { line: scalar.line, column: scalar.column + quote + place.column - 1 }
    : { line: scalar.line + place.line - 1, column: place.column };
}
