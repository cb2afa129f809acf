import { OperationError } from "../core/errors.ts";
import type { Check } from "./check.ts";

/** Those that are named, with all that they need, in order; all of them where none is. Throws for a name that is none. */
export function chooseChecks(checks: readonly Check[], names: readonly string[]): Check[] {
  if (names.length === 0) return [...checks];
  const byName = new Map(checks.map((check) => [check.name, check]));
  const wanted = new Set<string>();
  const want = (name: string) => {
    const check = byName.get(name);
    if (check === undefined)
      throw new OperationError(`there is no check ${name}: there are ${[...byName.keys()].join(", ")}`, {
        reason: "invalid",
        retryable: false,
      });
    wanted.add(name);
    check.needs.forEach(want);
  };
  names.forEach(want);
  return checks.filter(({ name }) => wanted.has(name));
}
