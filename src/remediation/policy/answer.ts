import type { Verdict } from "../../domain/verdict.ts";

/** What a rule wants beside its verdict, where people are asked and where the change is proven. */
export type Demands = Pick<
  Verdict,
  | "approvers"
  | "decideOn"
  | "decidedBy"
  | "soakSeconds"
  | "escalateAfterSeconds"
  | "expireAfterSeconds"
  | "notify"
>;

/** What one step of a judgement says. */
export type Answer = Pick<Verdict, "verdict" | "rule" | "reason"> &
  Demands & {
    modelFound?: boolean;
    trustsHistory?: boolean;
    /** The rule that lets it only be observed. */
    observedBy?: string;
  };

/** One rule is enough: what one action of a plan may only be seen to do, no part of it does. */
export function observed(answers: readonly Answer[]): Pick<Answer, "observedBy"> {
  const by = answers.map(({ observedBy }) => observedBy).find((name) => name !== undefined);
  return by === undefined ? {} : { observedBy: by };
}

/** From the strictest. */
const ORDER: readonly Verdict["verdict"][] = ["deny", "approve", "auto"];

export const stricter = <A extends Answer>(a: A, b: A): A =>
  ORDER.indexOf(a.verdict) <= ORDER.indexOf(b.verdict) ? a : b;

/** The strictest of what several rules want of people. */
function ofPeople(answers: readonly Demands[]): Demands {
  const lists = listsOf(answers);
  const escalate = least(answers.map((one) => one.escalateAfterSeconds));
  const expire = least(answers.map((one) => one.expireAfterSeconds));
  return {
    ...(answers.some(({ approvers }) => approvers === 2) && { approvers: 2 }),
    ...(answers.some(({ decideOn }) => decideOn === "card") && { decideOn: "card" }),
    ...(lists.length > 0 && { decidedBy: lists }),
    ...(escalate !== undefined && { escalateAfterSeconds: escalate }),
    ...(expire !== undefined && { expireAfterSeconds: expire }),
  };
}

/** The strictest of what several rules want: of people only where people are asked. */
export function demandsOf(verdict: Verdict["verdict"], answers: readonly Demands[]): Demands {
  const soaks = answers.flatMap(({ soakSeconds }) => soakSeconds ?? []);
  const notify = answers.map((one) => one.notify).find((one) => one !== undefined);
  return {
    ...(verdict === "approve" && ofPeople(answers)),
    ...(verdict !== "deny" && soaks.length > 0 && { soakSeconds: Math.max(...soaks) }),
    ...(notify !== undefined && { notify }),
  };
}

/** Each list once: whoever decides must stand in every one of them. */
function listsOf(answers: readonly Demands[]): string[][] {
  const lists = answers.flatMap(({ decidedBy }) => decidedBy ?? []);
  return [...new Map(lists.map((names) => [JSON.stringify(names), names])).values()];
}

function least(values: readonly (number | undefined)[]): number | undefined {
  const given = values.filter((value) => value !== undefined);
  return given.length === 0 ? undefined : Math.min(...given);
}
