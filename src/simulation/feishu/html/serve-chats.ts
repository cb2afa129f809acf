import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { Answered } from "../callback/delivery.ts";
import type { Press } from "../callback/read-press.ts";
import type { FeishuIds } from "../server/ids.ts";
import type { FeishuChat, FeishuState } from "../server/state.ts";
import { chatPage, type Look, lookQuery, page, versionOf } from "./chat-page.ts";
import { escapeHtml } from "./escape-html.ts";

export interface PageRequest {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  raw: Buffer;
}

/** The chats in a browser: `/chats`, `/chats/<id>` and the presses of their buttons. Answers whether the request was one of these. */
export function serveChats({
  state,
  ids,
  press,
}: {
  state: FeishuState;
  ids: FeishuIds;
  press: (messageId: string, press: Press) => Promise<Answered>;
}): (request: PageRequest, response: ServerResponse) => Promise<boolean> {
  return async (request, response) => {
    const [, top, id, part, messageId, last] = request.url.pathname.split("/");
    if (top !== "chats") return false;
    const chat = state.chats.get(decodeURIComponent(id ?? ""));
    const look = lookOf(request.url.searchParams, chat, ids(""));
    if (request.method === "GET" && id === undefined) sendPage(response, listPage(state, look), look);
    else if (chat === undefined) response.writeHead(404).end();
    else if (request.method === "GET" && part === undefined)
      sendPage(response, chatPage(state, chat, look), look);
    else if (request.method === "GET" && part === "version") response.end(versionOf(state, chat.chatId));
    else if (request.method === "POST" && part === "messages" && last === "press") {
      // Another site must not press for whoever has this page open.
      const site = request.headers["sec-fetch-site"];
      if (site !== undefined && site !== "same-origin") return response.writeHead(403).end() !== undefined;
      const message = state.messages.get(decodeURIComponent(messageId ?? ""));
      if (message?.card === undefined || message.chatId !== chat.chatId)
        return response.writeHead(404).end() !== undefined;
      await press(message.messageId, pressOf(request.raw, look));
      const location = `/chats/${encodeURIComponent(chat.chatId)}?${lookQuery(look)}#${message.messageId}`;
      response.writeHead(303, { location }).end();
    } else response.writeHead(404).end();
    return true;
  };
}

function pressOf(raw: Buffer, look: Look): Press {
  const sent = new URLSearchParams(raw.toString("utf8"));
  const form: Record<string, string> = {};
  for (const [name, value] of sent) {
    // A browser sends line ends as CR LF; the clients do not.
    if (name.startsWith("field.")) form[name.slice("field.".length)] = value.replaceAll("\r\n", "\n");
  }
  const choice = sent.get("choice");
  return { element: sent.get("element") ?? "", by: look.by, form, ...(choice === null ? {} : { choice }) };
}

function lookOf(query: URLSearchParams, chat: FeishuChat | undefined, nonce: string): Look {
  const [first = ""] = chat?.members ?? [];
  return {
    locale: query.get("lang") === "zh_cn" ? "zh_cn" : "en_us",
    by: query.get("by") ?? first,
    nonce,
  };
}

function listPage(state: FeishuState, look: Look): string {
  const items = [...state.chats.values()].map(
    ({ chatId, name }) => `<li><a href="/chats/${encodeURIComponent(chatId)}">${escapeHtml(name)}</a></li>`,
  );
  return page("Chats", look, { main: `<h1>Chats</h1><ul>${items.join("")}</ul>` });
}

function sendPage(response: ServerResponse, html: string, { nonce }: Look): void {
  response
    .writeHead(200, {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": `default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    })
    .end(html);
}
