import type { Policy } from "../policy.ts";

/** What can be used and still does not do what it seems to say. Pure. */
export function doubtsOf({ rules, notify }: Pick<Policy, "rules" | "notify">): string[] {
  return [...behindAll(rules), ...behindAll(notify)];
}

function behindAll(rules: readonly { name: string; when: string }[]): string[] {
  const all = rules.findIndex(({ when }) => when.trim() === "true");
  const behind = all < 0 ? [] : rules.slice(all + 1);
  return behind.map(
    ({ name }) => `rule ${name} is never asked: ${rules[all]?.name} before it takes everything`,
  );
}
