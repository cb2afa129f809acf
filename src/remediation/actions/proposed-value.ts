import { cleanText } from "../../core/clean-text.ts";
import { redact } from "../../core/redact.ts";
import type { Json } from "./field-edit.ts";

/** Why a value may not stand in a field; undefined where it may. */
export type Check = (to: unknown) => string | undefined;

/** What a loader, a shell or an interpreter obeys before the program: to set it is to run something else. */
export const OBEYED =
  /^(LD_|DYLD_|PATH$|IFS$|ENV$|BASH_|SHELL|PYTHON|PERL|RUBY|NODE_|NPM_|JAVA_TOOL|_?JAVA_OPTIONS|JDK_|CLASSPATH|GIT_|SSH_|DOCKER_|KUBE|AWS_|AZURE_|GOOGLE_|.*_PROXY$)/i;

/** What a person is not shown in full must not be proposed in part. */
export function isReadable(name: string, value: Json): boolean {
  const shown = `${name.split(" ").at(-1)}=${String(value)}`;
  return redact(shown) === shown && String(value).length <= 1000;
}

export function text(most: number): Check {
  return (to) => {
    if (typeof to !== "string" || to === "") return "it must be a text";
    if (to.length > most) return `it must not be longer than ${most} characters`;
    if (/[\n\r]/.test(to) || cleanText(to) !== to) return "it holds what a reader would not see";
    return redact(to) === to ? undefined : "it looks like a secret";
  };
}
