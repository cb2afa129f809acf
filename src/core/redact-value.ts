import { redact } from "./redact.ts";

const MARK = "[redacted]";

/**
 * A copy of plain data without what looks like a secret: in each text, by the name of its key, by the name of an
 * environment variable ({name, value}) and by the option that stands before it in a list of arguments.
 */
export function redactValue<T>(value: T): T {
  return withoutSecrets("", value) as T;
}

function withoutSecrets(key: string, value: unknown): unknown {
  if (typeof value === "string") return isSecret(key, value) ? MARK : redact(value);
  if (Array.isArray(value))
    return value.map((item, index) => withoutSecrets(optionBefore(value, index), item));
  if (value === null || typeof value !== "object" || value instanceof Date) return value;
  const { name, value: given } = value as { name?: unknown; value?: unknown };
  const isSecretVariable = typeof name === "string" && typeof given === "string" && isSecret(name, given);
  return Object.fromEntries(
    Object.entries(value).map(([own, item]) => [
      own,
      isSecretVariable && own === "value" ? MARK : withoutSecrets(own, item),
    ]),
  );
}

/** "--password" where the list goes on with its value; "" for all that is no option of its own. */
function optionBefore(list: readonly unknown[], index: number): string {
  const before = list[index - 1];
  return typeof before === "string" && /^--?[\w-]{1,64}$/.test(before) ? before.replace(/^-+/, "") : "";
}

const isSecret = (name: string, value: string): boolean => {
  if (name === "" || value === "") return false;
  const line = `${name}=${value}`;
  return redact(line) !== line && redact(value) === value;
};
