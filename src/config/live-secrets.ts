import { ENVIRONMENT, type EnvironmentValues, type VariableName } from "./environment.ts";
import { readSecretFile } from "./secret-file.ts";

/** Secrets that come from files, as these are now: a secret is changed without a restart. */
export interface LiveSecrets {
  /** What is in force; where the variable has no file, for ever what it was at the start. */
  of<N extends VariableName>(name: N): EnvironmentValues[N];
  /** This file says what the variable is, at once and from now on. */
  follow(name: VariableName, path: string): void;
  /** Looks at all files once; what it says is news. */
  look(): SecretNews[];
}

/** A bad file leaves in force what was there before. Neither holds a value. */
export type SecretNews = { name: VariableName; result: "loaded" } | SecretRefusal;
export interface SecretRefusal {
  name: VariableName;
  result: "refused";
  problem: string;
}

interface Followed {
  path: string;
  /** As the file was when it was last looked at: what differs is taken once it has stood for two looks. */
  seen: string;
  /** What was taken or refused last. */
  settled: string;
}

export function createLiveSecrets(env: NodeJS.ProcessEnv, values: EnvironmentValues): LiveSecrets {
  const inForce: EnvironmentValues = { ...values };
  const followed = new Map<VariableName, Followed>();
  const follow = (name: VariableName, path: string) => {
    const content = contentOf(path);
    followed.set(name, { path, seen: content, settled: content });
  };
  for (const name of Object.keys(ENVIRONMENT) as VariableName[]) {
    const path = ENVIRONMENT[name].isSecret ? env[`${name}_FILE`] : undefined;
    if (path !== undefined && path !== "") follow(name, path);
  }
  const take = (name: VariableName, path: string): SecretNews => {
    const file = readSecretFile(path);
    if ("problem" in file) return { name, result: "refused", problem: `${name}_FILE ${file.problem}` };
    const parsed = ENVIRONMENT[name].schema.safeParse(file.text);
    const problem = parsed.success
      ? problemAmong({ ...inForce, [name]: parsed.data })
      : `${name} ${parsed.error.issues[0]?.message ?? "is not valid"}`;
    if (problem !== undefined) return { name, result: "refused", problem };
    Object.assign(inForce, { [name]: parsed.data });
    return { name, result: "loaded" };
  };
  return {
    of: (name) => inForce[name],
    follow(name, path) {
      follow(name, path);
      take(name, path);
    },
    look() {
      const news: SecretNews[] = [];
      for (const [name, file] of followed) {
        const content = contentOf(file.path);
        const hasStood = content === file.seen;
        file.seen = content;
        if (!hasStood || content === file.settled) continue;
        file.settled = content;
        news.push(take(name, file.path));
      }
      return news;
    },
  };
}

/** What no variable shows by itself: who may only see could decide. */
export function problemAmong(values: EnvironmentValues): string | undefined {
  const { VIEWER_TOKEN: viewers = [], OPERATOR_TOKEN: operators = [] } = values;
  return viewers.some((token) => operators.includes(token))
    ? "VIEWER_TOKEN must not be the OPERATOR_TOKEN: who may only see could decide"
    : undefined;
}

function contentOf(path: string): string {
  const file = readSecretFile(path);
  return "text" in file ? `text ${file.text}` : file.problem;
}
