import { PLACEHOLDERS } from "../domain/place.ts";
import { text } from "./values.ts";

const BRACES = /\{([^{}]*)\}/g;
/** Scheme and host are fixed: no value from a cluster or an alert chooses where a link leads. */
const FIXED_HOST = /^https?:\/\/[^/?#{}@\\]+[/?#]/;
const NAMES = PLACEHOLDERS.map((name) => `{${name}}`).join(" ");

/** An address of logs with placeholders for what they are of. */
export const logsTemplate = text
  .refine((value) => FIXED_HOST.test(value), {
    error:
      "must be an address with http:// or https://, a host without placeholders or credentials, and a path",
    abort: true,
  })
  .refine((value) => {
    const names: readonly string[] = PLACEHOLDERS;
    const found = [...value.matchAll(BRACES)].map(([, name = ""]) => name);
    return found.every((name) => names.includes(name)) && !/[{}]/.test(value.replace(BRACES, ""));
  }, `must hold no braces but those of ${NAMES}; write others as %7B and %7D`)
  .refine((value) => URL.canParse(value.replace(BRACES, "x")), "must be an address");
