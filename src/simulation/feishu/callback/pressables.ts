import { isObject } from "../card/checks.ts";

export type Node = Record<string, unknown>;

/** A part of a card that a person can press or fill in. */
export interface Pressable {
  /** Its element_id, else its name, else its number in the card. */
  key: string;
  node: Node;
  /** The form around it. */
  form: Node | undefined;
}

const PRESSABLE = new Set(["button", "interactive_container", "select_static", "input"]);

/** Every such part, in the order of the card. */
export function pressablesOf(card: Node): Pressable[] {
  const found: Pressable[] = [];
  walk(isObject(card.body) ? card.body : {}, undefined, (node, form) => {
    if (!PRESSABLE.has(String(node.tag))) return;
    const key = [node.element_id, node.name].find((id) => typeof id === "string") ?? `part-${found.length}`;
    found.push({ key: String(key), node, form });
  });
  return found;
}

/** By its key, or by a text on it in any of its languages. */
export function findPressable(card: Node, wanted: string): Pressable | undefined {
  const all = pressablesOf(card);
  return (
    all.find(({ key, node }) => key === wanted || node.name === wanted) ??
    all.find(({ node }) => textsOf(node.text).includes(wanted))
  );
}

/** The parts of a form that hold a value. */
export function fieldsOf(form: Node): Node[] {
  const found: Node[] = [];
  walk(form, form, (node) => {
    if (node.tag === "input" || node.tag === "select_static") found.push(node);
  });
  return found;
}

function walk(node: Node, form: Node | undefined, visit: (node: Node, form: Node | undefined) => void): void {
  for (const child of [node.elements, node.columns].flatMap((list): unknown[] =>
    Array.isArray(list) ? list : [],
  )) {
    if (!isObject(child)) continue;
    visit(child, form);
    walk(child, child.tag === "form" ? child : form, visit);
  }
}

function textsOf(text: unknown): unknown[] {
  if (!isObject(text)) return [];
  return [text.content, ...(isObject(text.i18n_content) ? Object.values(text.i18n_content) : [])];
}

export function optionValues(select: Node): string[] {
  const options: unknown[] = Array.isArray(select.options) ? select.options : [];
  return options.flatMap((option) =>
    isObject(option) && typeof option.value === "string" ? [option.value] : [],
  );
}
