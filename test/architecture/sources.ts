import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path/posix";

export interface Source {
  /** From the project's root, with forward slashes: "src/core/clock.ts". */
  path: string;
  text: string;
}

export interface Import {
  from: string;
  /** The imported file's path, or the package's name. */
  target: string;
  isTypeOnly: boolean;
}

const FOLDERS = ["src", "test", "bench", "alerting"];

/** Every TypeScript file of the project. */
export function readSources(root: string): Source[] {
  return globSync(
    FOLDERS.map((folder) => `${folder}/**/*.ts`),
    { cwd: root },
  )
    .map((path) => path.replaceAll("\\", "/"))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

const STATEMENT = /^\s*(?:import|export)\s+(type\s+)?(?:[\w*$\s{},]+?\s+from\s*)?["']([^"']+)["']/gm;
const DYNAMIC = /\bimport\s*\(\s*["']([^"']+)["']/g;

/** Static imports, re-exports and dynamic imports of a literal. */
export function importsOf({ path, text }: Source): Import[] {
  const found = [
    ...[...text.matchAll(STATEMENT)].map(([, type, name = ""]) => ({ name, isTypeOnly: type !== undefined })),
    ...[...text.matchAll(DYNAMIC)].map(([, name = ""]) => ({ name, isTypeOnly: false })),
  ];
  return found.map(({ name, isTypeOnly }) => ({ from: path, target: resolve(path, name), isTypeOnly }));
}

function resolve(from: string, name: string): string {
  return name.startsWith(".") ? normalize(join(dirname(from), name)) : name;
}

/** Comments may speak of what code may not do. Texts in quotes stay. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}
