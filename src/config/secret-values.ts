import { ENVIRONMENT, type VariableName } from "./environment.ts";
import { readEnvironment } from "./read-environment.ts";

/** A shorter one is in every text. */
const LEAST_LENGTH = 4;

/** Every secret that is set, the longest first, also in the parts that it may be seen in: for taking them out of a text. */
export function secretValues(env: NodeJS.ProcessEnv): string[] {
  const { values } = readEnvironment(env);
  const names = Object.keys(ENVIRONMENT) as VariableName[];
  const texts = names.filter((name) => ENVIRONMENT[name].isSecret).flatMap((name) => textsIn(values[name]));
  const parts = texts.flatMap((text) => [text, ...passwordOf(text)]);
  return [...new Set(parts)]
    .filter((text) => text.length >= LEAST_LENGTH)
    .sort((a, b) => b.length - a.length);
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Of an address with one, as it stands there and as it is meant. */
function passwordOf(text: string): string[] {
  // A socket's address has no host, which URL does not take beside a password.
  const address = text.replace("@/", "@localhost/");
  if (!URL.canParse(address)) return [];
  const { password } = new URL(address);
  return password === "" ? [] : [password, decoded(password)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
