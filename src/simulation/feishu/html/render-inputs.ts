import type { Node } from "../callback/pressables.ts";
import { isObject } from "../card/checks.ts";
import { type CardView, contentOf } from "./card-view.ts";
import { escapeHtml, linkOf } from "./escape-html.ts";

const attribute = (name: string, value: unknown): string =>
  value === undefined ? "" : ` ${name}="${escapeHtml(String(value))}"`;
const flag = (name: string, value: unknown): string => (value === true ? ` ${name}` : "");

/** A button: a link where it opens one; else it sends its key, after its question where it has one. */
export function renderButton(node: Node, view: CardView, isInForm: boolean): string {
  const label = escapeHtml(contentOf(node.text, view));
  const name = `button ${/^[a-z_]+$/.test(String(node.type)) ? String(node.type) : "default"}`;
  const tips = attribute(
    "title",
    contentOf(node.disabled === true ? node.disabled_tips : node.hover_tips, view) || undefined,
  );
  const link = isInForm ? undefined : linkOf(behavior(node, "open_url")?.default_url);
  if (link !== undefined && behavior(node, "callback") === undefined) {
    return `<a class="${name}" href="${link}" target="_blank" rel="noopener noreferrer"${tips}>${label}</a>`;
  }
  if (node.form_action_type === "reset") return `<button type="reset" class="${name}">${label}</button>`;
  const isDead = node.disabled === true || view.pressUrl === undefined;
  const button = `<button name="element" value="${escapeHtml(view.keys.get(node) ?? "")}" class="${name}"${flag("disabled", isDead)}${tips}>${label}</button>`;
  const asked = isDead ? button : withQuestion(node, { button, name, label }, view);
  return isInForm ? asked : pressForm(view, asked);
}

/** The question unfolds, and holds the button that counts. */
function withQuestion(
  node: Node,
  { button, name, label }: { button: string; name: string; label: string },
  view: CardView,
): string {
  const { confirm } = node;
  if (!isObject(confirm)) return button;
  const title = escapeHtml(contentOf(confirm.title, view));
  const text = escapeHtml(contentOf(confirm.text, view));
  return `<details class="question"><summary class="${name}">${label}</summary><div class="asks"><strong>${title}</strong><p>${text}</p>${button}</div></details>`;
}

/** Without a name: two cards of one kind have forms of the same name, and a landmark's must be its own. */
export function renderForm(view: CardView, elements: string): string {
  const address = attribute("action", view.pressUrl);
  return `<form method="post"${address} class="card-form">${elements}</form>`;
}

export function renderInput(node: Node, view: CardView, isInForm: boolean): string {
  const field = isInForm ? `field.${String(node.name)}` : "choice";
  const label = contentOf(node.label, view) || contentOf(node.placeholder, view) || String(node.name ?? "");
  const common =
    attribute("name", field) +
    attribute("placeholder", contentOf(node.placeholder, view) || undefined) +
    attribute("maxlength", node.max_length ?? 1000) +
    flag("required", node.required) +
    flag("disabled", node.disabled);
  const value = String(node.default_value ?? "");
  const box =
    node.input_type === "multiline_text"
      ? `<textarea rows="${Number(node.rows ?? 3)}"${common}>${escapeHtml(value)}</textarea>`
      : `<input type="${node.input_type === "password" ? "password" : "text"}"${common}${attribute("value", value)}>`;
  return own(node, view, `<label class="field"><span>${escapeHtml(label)}</span>${box}</label>`, isInForm);
}

export function renderSelect(node: Node, view: CardView, isInForm: boolean): string {
  const field = isInForm ? `field.${String(node.name)}` : "choice";
  const label = escapeHtml(contentOf(node.placeholder, view) || String(node.name ?? ""));
  const options: unknown[] = Array.isArray(node.options) ? node.options : [];
  const html = options.filter(isObject).map((option) => {
    const isChosen = option.value === node.initial_option;
    return `<option${attribute("value", option.value)}${flag("selected", isChosen)}>${escapeHtml(contentOf(option.text, view))}</option>`;
  });
  // With something chosen beforehand the client shows that, and never the placeholder.
  const isChosen = node.initial_option !== undefined;
  const none = isChosen ? "" : `<option value="">${label}</option>`;
  const named = isChosen ? ` aria-label="${label}"` : "";
  const box = `<select${named}${attribute("name", field)}${flag("required", node.required)}${flag("disabled", node.disabled)}>${none}${html.join("")}</select>`;
  const shown = isChosen
    ? `<span class="field">${box}</span>`
    : `<label class="field"><span>${label}</span>${box}</label>`;
  return own(node, view, shown, isInForm);
}

/** Outside of a form a field is told by itself. */
function own(node: Node, view: CardView, html: string, isInForm: boolean): string {
  if (isInForm || view.pressUrl === undefined) return html;
  const button = `<button name="element" value="${escapeHtml(view.keys.get(node) ?? "")}" class="button default">OK</button>`;
  return pressForm(view, html + button);
}

const pressForm = (view: CardView, html: string): string =>
  `<form method="post"${attribute("action", view.pressUrl)} class="press">${html}</form>`;

function behavior(node: Node, type: string): Node | undefined {
  const behaviors: unknown[] = Array.isArray(node.behaviors) ? node.behaviors : [];
  return behaviors.filter(isObject).find((found) => found.type === type);
}
