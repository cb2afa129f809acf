import type { Rule } from "./import-rules.ts";
import { type Source, withoutComments } from "./sources.ts";

const MAX_LINES = 250;
const MAY_BE_LONG = /\/(fixtures|data|prompts)\/|\.generated\.ts$/;
const ENVIRONMENT = /\bprocess\s*\??\.\s*env\b|\bprocess\s*\[\s*["']env|\benv\b[^={}]*\}\s*=\s*process\b/;
/** `env` by name, or the whole module under a name that hides it. */
const ENVIRONMENT_MODULE =
  /(?:\{[^}]*\benv\b[^}]*\}|\*\s+as\s+\w+|import\s+(?!process\b)\w+)\s+from\s*["'](?:node:)?process["']/;
/** The whole of it, handed on: `process.env` before a comma or a closing bracket. */
const HANDED_ON = /\bprocess\.env(?=\s*[,)}\]])/g;

const inSource = (sources: readonly Source[]): Source[] =>
  sources
    .filter(({ path }) => path.startsWith("src/"))
    .map(({ path, text }) => ({ path, text: withoutComments(text) }));

export const onlyConfigReadsTheEnvironment: Rule = (sources) =>
  inSource(sources)
    .filter(({ path }) => !path.startsWith("src/config/"))
    .map(({ path, text }) => {
      const mayHandOn = path === "src/main.ts" || path.startsWith("src/cli/");
      return { path, text: mayHandOn ? text.replace(HANDED_ON, "") : text };
    })
    .filter(({ text }) => ENVIRONMENT.test(text) || ENVIRONMENT_MODULE.test(text))
    .map(({ path }) => `${path} reads the environment`);

export const filesAreShort: Rule = (sources) =>
  sources
    .filter(({ path }) => !MAY_BE_LONG.test(path))
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split("\n").length }))
    .filter(({ lines }) => lines > MAX_LINES)
    .map(({ path, lines }) => `${path} has ${lines} lines; ${MAX_LINES} are the most`);

/** Tests are left out: vitest asks for one in its set-up file. */
export const noDefaultExports: Rule = (sources) =>
  sources
    .filter(({ path }) => /^(src|bench)\//.test(path))
    .filter(({ text }) => /^\s*export\s+default\b|\bas\s+default\b/m.test(withoutComments(text)))
    .map(({ path }) => `${path} has a default export`);

/** A date made from a value is fine; one made from the machine's time is not. */
export const onlyTheClockTellsTime: Rule = (sources) =>
  inSource(sources)
    .filter(({ path }) => path !== "src/core/clock.ts")
    .filter(({ text }) =>
      /\bDate\s*\.\s*now\b|\bnew\s+Date\s*(\(\s*\)|(?![\w\s]*\())|(?<!new\s)\bDate\(\)/.test(text),
    )
    .map(({ path }) => `${path} takes the time from the machine`);

export const namesAreIdeas: Rule = (sources) =>
  sources
    .filter(({ path }) => /(^|\/)(utils?|helpers?|common|misc|types)(\.ts$|\/)/.test(path))
    .map(({ path }) => `${path}: the name says nothing`);

export const namesAreKebabCase: Rule = (sources) =>
  sources
    .filter(({ path }) => !path.split("/").every((part) => /^[a-z0-9]+([.-][a-z0-9]+)*$/.test(part)))
    .map(({ path }) => `${path} is not in kebab-case`);
