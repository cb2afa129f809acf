import { messageOf } from "../core/errors.ts";
import { checkVerb } from "./policy/check.ts";
import { diffVerb } from "./policy/diff.ts";
import { explainVerb } from "./policy/explain.ts";
import { reviewVerb } from "./policy/review.ts";
import { schemaVerb } from "./policy/schema.ts";
import { testVerb } from "./policy/test.ts";
import type { PolicyVerb } from "./policy/verb.ts";
import type { Command } from "./run-command.ts";

const VERBS: Readonly<Record<string, PolicyVerb>> = {
  check: checkVerb,
  test: testVerb,
  explain: explainVerb,
  diff: diffVerb,
  review: reviewVerb,
  schema: schemaVerb,
};

const NOT_UNDERSTOOD = 2;

/** The policy as text: none of its verbs changes anything. */
export const policyCommand: Command = {
  summary: "check, test and review a policy, and explain what it decided",
  async run([name = "", ...args], context) {
    const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
    if (verb === undefined || args.includes("--help")) {
      const isAsked = name === "--help" || verb !== undefined;
      (isAsked ? context.out : context.err).write(verb?.usage ?? usage());
      return isAsked ? 0 : NOT_UNDERSTOOD;
    }
    try {
      return await verb.run(args, context);
    } catch (error) {
      context.err.write(`kube-autofix policy ${name}: ${messageOf(error)}\n`);
      return NOT_UNDERSTOOD;
    }
  },
};

function usage(): string {
  const parts = Object.values(VERBS).map((verb) => verb.usage.split("\n\n")[0] ?? "");
  return `${parts.join("\n")}\n\nEach says more with --help. docs/policy.md is the reference.\n`;
}
