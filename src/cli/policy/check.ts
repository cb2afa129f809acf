import { doubtsOf } from "../../remediation/policy/file/doubts.ts";
import { readPolicy } from "./read-policy.ts";
import type { PolicyVerb } from "./verb.ts";

export const checkVerb: PolicyVerb = {
  usage: `kube-autofix policy check FILE...

Says everything that is wrong in a policy file, each with line, column and what to write instead, and what is allowed but
does nothing, such as a rule behind one that takes everything.

Exit code: 0 it can be used · 1 it cannot · 2 it could not be read.
`,
  async run(paths, { out, err }) {
    if (paths.length === 0) {
      err.write(checkVerb.usage);
      return 2;
    }
    let code = 0;
    for (const path of paths) {
      const policy = await readPolicy(path, out);
      if (policy === undefined) {
        code = 1;
        continue;
      }
      for (const doubt of doubtsOf(policy)) out.write(`${path}: note: ${doubt}\n`);
      const { rules, notify, windows } = policy;
      const counts = [
        [rules.length, "rules"],
        [notify.length, "notify rules"],
        [Object.keys(windows).length, "windows"],
      ];
      out.write(`${path}: it can be used: ${counts.map((one) => one.join(" ")).join(", ")}\n`);
    }
    return code;
  },
};
