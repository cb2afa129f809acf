import type { Answered } from "../callback/delivery.ts";
import { isObject } from "../card/checks.ts";
import type { FeishuChat, FeishuMessage, FeishuState } from "../server/state.ts";
import { CARD_STYLE } from "./card-style.ts";
import { escapeHtml } from "./escape-html.ts";
import { renderCard } from "./render-card.ts";

export interface Look {
  locale: "zh_cn" | "en_us";
  /** The open_id of the person who looks and presses. */
  by: string;
  /** Of the script; the page takes no other. */
  nonce: string;
}

export const lookQuery = ({ by, locale }: Omit<Look, "nonce">): string =>
  new URLSearchParams({ by, lang: locale }).toString();

/** Changes whenever something on the page does. */
export function versionOf(state: FeishuState, chatId: string): string {
  const shown = [...state.messages.values()].filter((message) => message.chatId === chatId);
  const updates = shown.reduce((sum, { updates: count }) => sum + count, 0);
  return `${shown.length}.${updates}.${shown.filter(({ condition }) => condition !== "shown").length}`;
}

/** What the chat shows to one of its people: cards that can be pressed, with their threads, the newest last. */
export function chatPage(state: FeishuState, chat: FeishuChat, look: Look): string {
  const messages = [...state.messages.values()].filter(({ chatId }) => chatId === chat.chatId);
  const roots = messages.filter(({ rootId }) => rootId === undefined);
  const html = roots.map((root) => {
    const replies = messages.filter(({ rootId }) => rootId === root.messageId);
    const thread = replies.map((reply) => messageHtml(state, reply, look)).join("");
    return `<section class="message" id="${escapeHtml(root.messageId)}">${messageHtml(state, root, look)}${
      thread === "" ? "" : `<div class="thread">${thread}</div>`
    }</section>`;
  });
  return page(chat.name, look, {
    main: `<h1>${escapeHtml(chat.name)}</h1>${choices(state, chat, look)}${html.join("") || "<p>…</p>"}`,
    live: `/chats/${encodeURIComponent(chat.chatId)}/version`,
  });
}

function messageHtml(state: FeishuState, message: FeishuMessage, look: Look): string {
  const at = `<p class="meta"><time>${message.updatedAt.toISOString()}</time>${message.updates > 0 ? ` · ${message.updates}×` : ""}</p>`;
  if (message.condition !== "shown") return `${at}<p class="bubble">(${message.condition})</p>`;
  if (message.card === undefined) return `${at}<p class="bubble">${escapeHtml(plainOf(message.content))}</p>`;
  const last = state.presses.findLast(({ messageId }) => messageId === message.messageId);
  const pressUrl = `/chats/${encodeURIComponent(message.chatId)}/messages/${encodeURIComponent(message.messageId)}/press?${lookQuery(look)}`;
  const nameOf = (id: string) => state.people.get(id)?.name ?? id;
  return `${at}${last === undefined ? "" : toastHtml(last, look)}${renderCard(message.card, { locale: look.locale, pressUrl, nameOf })}`;
}

const TOAST_COLOURS = { info: "c-blue", success: "c-green", warning: "c-orange", error: "c-red" } as const;

function toastHtml({ outcome }: Answered, { locale }: Look): string {
  if (outcome.kind === "opened") return "";
  const [colour, text] =
    outcome.kind === "answered"
      ? [
          TOAST_COLOURS[outcome.toast?.type ?? "info"],
          outcome.toast?.i18n?.[locale] ?? outcome.toast?.content,
        ]
      : ["c-red", outcome.kind === "failed" ? `${outcome.code}: ${outcome.reason}` : outcome.reason];
  return text === undefined ? "" : `<p class="toast ${colour}" role="status">${escapeHtml(text)}</p>`;
}

function choices(state: FeishuState, chat: FeishuChat, look: Look): string {
  const link = (change: Partial<Look>, text: string, isNow: boolean) =>
    `<a href="?${escapeHtml(lookQuery({ ...look, ...change }))}"${isNow ? ' aria-current="true"' : ""}>${escapeHtml(text)}</a>`;
  const people = [...chat.members].map((by) =>
    link({ by }, state.people.get(by)?.name ?? by, by === look.by),
  );
  const languages = (
    [
      ["zh_cn", "中文"],
      ["en_us", "English"],
    ] as const
  ).map(([locale, text]) => link({ locale }, text, locale === look.locale));
  return `<nav aria-label="${look.locale === "zh_cn" ? "谁在看" : "Who looks"}">${[...people, ...languages].join("")}</nav>`;
}

export function page(title: string, look: Look, { main, live }: { main: string; live?: string }): string {
  const script = live === undefined ? "" : `<script nonce="${look.nonce}">${liveScript(live)}</script>`;
  return `<!doctype html><html lang="${look.locale === "zh_cn" ? "zh-CN" : "en"}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(title)}</title><style>${CARD_STYLE}</style></head><body><main>${main}</main>${script}</body></html>`;
}

/** Loads the page again when something changed, but not while a person writes. */
const liveScript = (address: string): string => `
let seen;setInterval(async()=>{const now=await fetch(${JSON.stringify(address)}).then(r=>r.text()).catch(()=>seen);
if(seen!==undefined&&now!==seen&&!document.querySelector("textarea:focus,input:focus,select:focus,.question[open]"))location.reload();seen??=now},1000)`;

function plainOf(content: string): string {
  const parsed: unknown = JSON.parse(content);
  return isObject(parsed) ? String(parsed.text ?? "") : "";
}
