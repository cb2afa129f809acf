import { policyJsonSchema } from "../../remediation/policy/file/json-schema.ts";
import type { PolicyVerb } from "./verb.ts";

export const schemaVerb: PolicyVerb = {
  usage: `kube-autofix policy schema

Prints the JSON Schema of the policy file, for editors. A file names it in its first line:
# yaml-language-server: $schema=policy.schema.json
`,
  async run(_args, { out }) {
    out.write(`${JSON.stringify(policyJsonSchema(), null, 2)}\n`);
    return 0;
  },
};
