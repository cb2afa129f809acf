import type { Node } from "../callback/pressables.ts";
import { isObject } from "../card/checks.ts";
import { type CardView, contentOf, textHtml } from "./card-view.ts";
import { colourClass } from "./colour-class.ts";
import { escapeHtml } from "./escape-html.ts";
import { markdownToHtml } from "./markdown-to-html.ts";
import { renderButton, renderForm, renderInput, renderSelect } from "./render-inputs.ts";

interface Where {
  view: CardView;
  isInForm: boolean;
}

type Render = (node: Node, where: Where) => string;

const children: Render = (node, where) => renderElements(node.elements, where);

const RENDERERS: Readonly<Record<string, Render>> = {
  div: ({ text }, { view }) => textHtml(text, view),
  markdown: (node, { view }) =>
    `<div class="text markdown">${markdownToHtml(contentOf(node, view), view.nameOf)}</div>`,
  hr: () => "<hr>",
  img: ({ alt }, { view }) => `<p class="image">[${escapeHtml(contentOf(alt, view))}]</p>`,
  column_set: ({ columns }, where) =>
    `<div class="columns">${listOf(columns)
      .map(
        (column) =>
          `<div class="column ${column.width === "weighted" ? "wide" : ""}">${children(column, where)}</div>`,
      )
      .join("")}</div>`,
  collapsible_panel: (node, where) => {
    const title = isObject(node.header) ? textHtml(node.header.title, where.view) : "";
    return `<details class="panel"${node.expanded === true ? " open" : ""}><summary>${title}</summary>${children(node, where)}</details>`;
  },
  interactive_container: (node, where) => `<div class="container">${children(node, where)}</div>`,
  table: ({ columns, rows }) => {
    const shown = listOf(columns);
    const heads = shown.map((column) => `<th>${escapeHtml(String(column.display_name ?? column.name))}</th>`);
    const body = listOf(rows).map(
      (row) =>
        `<tr>${shown.map(({ name }) => `<td>${escapeHtml(String(row[String(name)] ?? ""))}</td>`).join("")}</tr>`,
    );
    return `<table><thead><tr>${heads.join("")}</tr></thead><tbody>${body.join("")}</tbody></table>`;
  },
  chart: () => `<p class="image">[chart]</p>`,
  form: (node, { view }) => renderForm(view, children(node, { view, isInForm: true })),
  button: (node, { view, isInForm }) => renderButton(node, view, isInForm),
  input: (node, { view, isInForm }) => renderInput(node, view, isInForm),
  select_static: (node, { view, isInForm }) => renderSelect(node, view, isInForm),
};

export function renderElements(elements: unknown, where: Where): string {
  return listOf(elements)
    .map((node) => {
      const tag = String(node.tag);
      const render = Object.hasOwn(RENDERERS, tag) ? RENDERERS[tag] : undefined;
      return placed(node, render?.(node, where) ?? `<p class="image">[${escapeHtml(tag)}]</p>`);
    })
    .join("");
}

const PIXELS = /^(?:-?\d{1,2}px ?){1,4}$/;

function placed({ margin }: Node, html: string): string {
  const isSet = typeof margin === "string" && PIXELS.test(margin);
  return isSet ? `<div style="margin:${margin}">${html}</div>` : html;
}

/** The room between the parts of a list, as a style; none where the card says nothing that is known. */
export function gapOf({ vertical_spacing: gap }: Node): string {
  return typeof gap === "string" && PIXELS.test(gap) ? ` style="gap:${gap}"` : "";
}

export function renderTags(header: Node, view: CardView): string {
  return listOf(header.text_tag_list)
    .map(
      (tag) => `<span class="tag ${colourClass(tag.color)}">${escapeHtml(contentOf(tag.text, view))}</span>`,
    )
    .join("");
}

function listOf(value: unknown): Node[] {
  const list: unknown[] = Array.isArray(value) ? value : [];
  return list.filter(isObject);
}
