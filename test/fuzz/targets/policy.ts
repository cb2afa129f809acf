import { readFileSync } from "node:fs";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { loadPolicyFile, PolicyError } from "../../../src/remediation/policy/load-policy.ts";
import { altered, alteredText } from "../altered.ts";
import { opened, type Target } from "../target.ts";

const text = readFileSync(new URL("../../../docs/examples/policy.yaml", import.meta.url), "utf8");
const files = fc.oneof(
  altered(fc.constant<unknown>(parse(text))).map(written),
  alteredText(fc.constant(text)),
);

/** JSON is YAML too, and the only way to write what is nested deep. */
function written(file: unknown): string {
  try {
    return stringify(file);
  } catch {
    return JSON.stringify(file);
  }
}

export const POLICY: Target = {
  name: "policy",
  open: async () =>
    opened({
      inputs: files,
      async run(file) {
        try {
          loadPolicyFile(file);
        } catch (error) {
          // Whoever wrote it is told where and what; anything else is a crash.
          if (!(error instanceof PolicyError)) throw error;
        }
      },
    }),
};
