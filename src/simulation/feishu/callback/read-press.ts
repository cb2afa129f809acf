import { isObject } from "../card/checks.ts";
import type { Outcome } from "./delivery.ts";
import { fieldsOf, findPressable, type Node, optionValues, type Pressable } from "./pressables.ts";

export interface Press {
  /** The element's element_id, name or text. */
  element: string;
  /** The open_id of the person. */
  by: string;
  /** When another than that person's own is to be claimed. */
  tenantKey?: string;
  /** What was filled in, by the field's name. */
  form?: Readonly<Record<string, string>>;
  /** The option chosen, or the text written, outside of a form. */
  choice?: string;
  /** The answer to the element's question; "yes" when absent. */
  confirms?: boolean;
}

export type ReadPress =
  | { kind: "callback"; action: Node }
  | Extract<Outcome, { kind: "not-sent" | "opened" }>;

/** What the client does with a press of a part of the card, before the platform hears of it. */
export function readPress(card: Node, press: Press): ReadPress {
  const found = findPressable(card, press.element);
  if (found === undefined) return notSent(`the card has no element ${press.element}`);
  const { node } = found;
  if (node.disabled === true) return notSent("the element is disabled");
  if (node.confirm !== undefined && press.confirms === false) return notSent("the person did not confirm");
  if (found.form !== undefined) return readSubmit(found, found.form, press);
  if (node.tag === "select_static" || node.tag === "input") return readChoice(node, press);
  const callback = behaviorOf(node, "callback");
  if (callback !== undefined) return { kind: "callback", action: actionOf(node, callback) };
  const url = behaviorOf(node, "open_url")?.default_url;
  return typeof url === "string" ? { kind: "opened", url } : notSent("the element does nothing");
}

function readSubmit({ node }: Pressable, form: Node, press: Press): ReadPress {
  if (node.form_action_type !== "submit") return notSent("a part of a form reports when it is submitted");
  const given = press.form ?? {};
  const fields = fieldsOf(form);
  const unknown = Object.keys(given).find((name) => !fields.some((field) => field.name === name));
  if (unknown !== undefined) return notSent(`the form has no field ${unknown}`);
  const answers: Record<string, string> = {};
  for (const field of fields) {
    const name = String(field.name);
    const answer = given[name] ?? String(field.default_value ?? field.initial_option ?? "");
    const problem = fieldProblem(field, answer);
    if (problem !== undefined) return notSent(`${name}: ${problem}`);
    if (answer !== "" || field.tag === "input") answers[name] = answer;
  }
  return {
    kind: "callback",
    action: { ...actionOf(node, behaviorOf(node, "callback")), form_value: answers },
  };
}

function readChoice(node: Node, { choice = "" }: Press): ReadPress {
  const problem = fieldProblem(node, choice);
  if (problem !== undefined) return notSent(problem);
  if (choice === "") return notSent("nothing was chosen or written");
  const action = actionOf(node, behaviorOf(node, "callback"));
  return {
    kind: "callback",
    action: { ...action, ...(node.tag === "input" ? { input_value: choice } : { option: choice }) },
  };
}

function fieldProblem(field: Node, answer: string): string | undefined {
  if (field.required === true && answer === "") return "the field is required";
  if (field.tag === "select_static") {
    return answer === "" || optionValues(field).includes(answer) ? undefined : "there is no such option";
  }
  const most = typeof field.max_length === "number" ? field.max_length : 1000;
  return Array.from(answer).length > most ? `at most ${most} characters fit` : undefined;
}

function actionOf(node: Node, callback: Node | undefined): Node {
  return {
    tag: node.tag,
    ...(callback === undefined ? {} : { value: callback.value }),
    ...(typeof node.name === "string" ? { name: node.name } : {}),
    timezone: "Asia/Shanghai",
  };
}

function behaviorOf(node: Node, type: string): Node | undefined {
  const behaviors: unknown[] = Array.isArray(node.behaviors) ? node.behaviors : [];
  return behaviors.filter(isObject).find((behavior) => behavior.type === type);
}

const notSent = (reason: string): ReadPress => ({ kind: "not-sent", reason });
