import { ENVIRONMENT, type EnvironmentValues, type VariableName } from "./environment.ts";
import { readSecretFile } from "./secret-file.ts";
import type { Variable } from "./variable.ts";

/** Reads every variable; each problem names the variable and what is wrong, and holds no value. */
export function readEnvironment(env: NodeJS.ProcessEnv): { values: EnvironmentValues; problems: string[] } {
  const problems: string[] = [];
  const entries = Object.entries(ENVIRONMENT).map(([name, variable]) => {
    const raw = rawValue(env, name, variable, problems) ?? variable.default;
    if (raw === undefined) return [name, undefined];
    const result = variable.schema.safeParse(raw);
    if (result.success) return [name, result.data];
    problems.push(`${name} ${result.error.issues[0]?.message ?? "is not valid"}`);
    return [name, undefined];
  });
  // Each entry was parsed by its variable's own schema; with problems, the values are never used.
  return { values: Object.fromEntries(entries) as EnvironmentValues, problems };
}

/** An empty value is an unset one: charts and compose files cannot leave a variable out. */
function rawValue(
  env: NodeJS.ProcessEnv,
  name: string,
  { isSecret }: Variable,
  problems: string[],
): string | undefined {
  const value = env[name] === "" ? undefined : env[name];
  const path = isSecret ? env[`${name}_FILE`] : undefined;
  if (path === undefined || path === "") return value;
  if (value !== undefined) {
    problems.push(`${name} and ${name}_FILE are both set: set one of them`);
    return undefined;
  }
  const file = readSecretFile(path);
  if ("text" in file) return file.text;
  problems.push(`${name}_FILE ${file.problem}`);
  return undefined;
}

/** Whether a variable or its file is given at all, valid or not. */
export function isGiven(env: NodeJS.ProcessEnv, name: VariableName): boolean {
  return [env[name], env[`${name}_FILE`]].some((value) => value !== undefined && value !== "");
}
