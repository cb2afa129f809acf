import type { Facts } from "../facts.ts";
import { type Reference, referencesOf } from "../objects/references.ts";
import { lastGood, newestRevision } from "../revisions/last-good.ts";
import { secondsSince } from "../since.ts";
import type { MissingReference } from "./missing-reference.ts";

/** A name that a template has had for so long before its pods failed for it was no slip. */
const LONG_BEFORE_SECONDS = 300;

/** Why the name cannot be a slip: the workload ran with it, so what it names was there and is gone. */
export function whyNoSlip(facts: Facts, missing: MissingReference): string | undefined {
  const isSame = (one: Reference) =>
    one.of === missing.of && one.name === missing.name && (missing.key === null || one.key === missing.key);
  const good = lastGood(facts)?.good;
  if (good !== undefined && referencesOf(good.template).some(isSame))
    return `revision ${good.number}, which ran, names it too`;
  const newest = newestRevision(facts);
  const serving = facts.pods.find(
    ({ isReady, revision }) => isReady && revision !== "" && revision === newest?.name,
  );
  if (serving !== undefined) return `pod ${serving.name} of the same revision runs with it`;
  const began = newest?.servedFrom;
  const oldest = facts.pods
    .map(({ createdAt }) => createdAt)
    .toSorted((a, b) => Date.parse(a) - Date.parse(b))[0];
  if (began === undefined || oldest === undefined) return undefined;
  return secondsSince(oldest, began) > LONG_BEFORE_SECONDS
    ? `the template has named it for long, and pods of it failed later`
    : undefined;
}
