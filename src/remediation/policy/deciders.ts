import { z } from "zod";
import type { Plan } from "../../domain/plan.ts";
import type { Policy } from "./policy.ts";

const openId = z.string().regex(/^ou_[A-Za-z0-9_-]{1,100}$/, "must be the open id of a person (ou_...)");
const groupName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "must be a kebab-case name such as on-call");

/** Names for people of the chat: group name -> open ids. */
export const groupsSchema = z.record(groupName, z.array(openId).min(1).max(200));

/** Groups and open ids, mixed; at least one, for a list of nobody would be a question that nobody can answer. */
export const decidedBySchema = z
  .array(z.union([openId, groupName], { error: "must be the name of a group or an open id (ou_...)" }))
  .min(1)
  .max(50);

type Groups = Pick<Policy, "groups">;
type People = Groups & { decidedBy: Policy["decidedBy"]; rules: readonly { decidedBy: readonly string[] }[] };

/** The people behind names; a group that is not there any more holds nobody. */
export function peopleBehind({ groups }: Groups, names: readonly string[]): Set<string> {
  return new Set(
    names.flatMap((name) =>
      name.startsWith("ou_") ? [name] : Object.hasOwn(groups, name) ? (groups[name] ?? []) : [],
    ),
  );
}

/** Whoever stands in each of the lists that a plan's rules name. */
export function namedForAll(policy: Groups, lists: readonly (readonly string[])[]): Set<string> {
  const [first = new Set<string>(), ...others] = lists.map((names) => peopleBehind(policy, names));
  return new Set([...first].filter((person) => others.every((people) => people.has(person))));
}

/** Who may decide on cards, asked anew at each press: whoever is taken out of the policy decides nothing from then on. */
export interface Deciders {
  /** Everybody who may press anything at all. */
  all(): ReadonlySet<string>;
  /** Whether this person may say something of an incident whose plan is this one. */
  mayDecide(person: string, plan: Pick<Plan, "decidedBy"> | null, what: "answer" | "stop"): boolean;
}

/** `usual`: those of the environment, who decide where the policy names nobody. */
export function createDeciders(policy: () => People, usual: readonly string[]): Deciders {
  const general = (now: People) =>
    now.decidedBy === null ? new Set(usual) : peopleBehind(now, now.decidedBy);
  const all = (now: People) => {
    const inRules = now.rules.flatMap(({ decidedBy }) => [...peopleBehind(now, decidedBy)]);
    return new Set([...general(now), ...inRules]);
  };
  return {
    all: () => all(policy()),
    mayDecide(person, plan, what) {
      const now = policy();
      // A plan keeps the names of its day: what they mean, and who still counts at all, is the policy's of today.
      if (!all(now).has(person)) return false;
      const lists = plan?.decidedBy ?? [];
      const isNamed = lists.length > 0 && namedForAll(now, lists).has(person);
      if (lists.length > 0 && what === "answer") return isNamed;
      return isNamed || general(now).has(person);
    },
  };
}
