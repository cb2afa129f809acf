import { type Node, pressablesOf } from "../callback/pressables.ts";
import { isObject } from "../card/checks.ts";
import { type CardView, contentOf } from "./card-view.ts";
import { colourClass } from "./colour-class.ts";
import { escapeHtml } from "./escape-html.ts";
import { gapOf, renderElements, renderTags } from "./render-element.ts";

/** A card in JSON 2.0 as HTML, about as the clients show it; every text of it is escaped. */
export function renderCard(card: Node, look: Omit<CardView, "keys">): string {
  const keys = new Map(pressablesOf(card).map(({ node, key }) => [node, key]));
  const view: CardView = { ...look, keys };
  const header = isObject(card.header) ? renderHeader(card.header, view) : "";
  const body = isObject(card.body) ? card.body : {};
  return `<article class="card">${header}<div class="body"${gapOf(body)}>${renderElements(body.elements, { view, isInForm: false })}</div></article>`;
}

function renderHeader(header: Node, view: CardView): string {
  const tags = isObject(header.i18n_text_tag_list)
    ? { ...header, text_tag_list: header.i18n_text_tag_list[view.locale] ?? header.text_tag_list }
    : header;
  const subtitle = contentOf(header.subtitle, view);
  const title = escapeHtml(contentOf(header.title, view));
  return `<header class="${colourClass(header.template)}"><h2>${title}</h2>${renderTags(tags, view)}${
    subtitle === "" ? "" : `<p>${escapeHtml(subtitle)}</p>`
  }</header>`;
}
