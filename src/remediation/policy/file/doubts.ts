import type { Policy, PolicyRule } from "../policy.ts";
import { factsNamed } from "../records/facts-named.ts";

/** What can be used and still does not do what it seems to say. Pure. */
export function doubtsOf({ rules, notify }: Pick<Policy, "rules" | "notify">): string[] {
  return [...behindAll(rules), ...behindAll(notify), ...rules.flatMap(ofHistory)];
}

function behindAll(rules: readonly { name: string; when: string }[]): string[] {
  const all = rules.findIndex(({ when }) => when.trim() === "true");
  const behind = all < 0 ? [] : rules.slice(all + 1);
  return behind.map(
    ({ name }) => `rule ${name} is never asked: ${rules[all]?.name} before it takes everything`,
  );
}

/** What the service learns by itself; attempts and changes of the incident at hand are its ledger. */
const LEARNED = new Set(["tried", "held", "successRate", "holdsAtLeast"].map((name) => `history.${name}`));

function ofHistory({ name, when, verdict, trustsHistory }: PolicyRule): string[] {
  const named = factsNamed(when);
  const learned = named.filter((path) => LEARNED.has(path));
  if (trustsHistory) {
    const isBounded = named.some((path) => path.startsWith("namespace.") || path === "workload.namespace");
    return isBounded
      ? []
      : [
          `rule ${name} trusts history everywhere: whoever can make such workloads fail and recover can bring about what it allows; name the namespaces that you trust in its condition`,
        ];
  }
  if (verdict !== "auto" || learned.length === 0) return [];
  return [
    `rule ${name} reads ${learned.join(" and ")}, which can only make a verdict stricter: to act alone for what held before it needs trustsHistory: true`,
  ];
}
