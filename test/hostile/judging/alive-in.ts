import { appCardOf, decisionsOn } from "../../../src/notify/feishu/app/app-card.ts";
import { cardOf } from "../../../src/notify/feishu/card.ts";
import { CATALOGUE } from "../../../src/notify/messages/catalogue.ts";
import { LANGUAGES } from "../../../src/notify/messages/messages.ts";
import type { Delivery } from "../../../src/notify/notifier.ts";
import { again } from "../trials/again.ts";
import type { Ended } from "../trials/person.ts";
import { aliveInCard, aliveInPage } from "./alive.ts";

export interface Shown {
  /** What leads elsewhere, runs or calls people. */
  alive: string[];
  /** All that people were shown. */
  texts: string[];
}

/** Every card of every change in every language, and every page of every incident, as readers get them. */
export async function aliveIn(options: {
  url: string;
  token: string;
  publicUrl: string;
  deliveries: readonly Delivery[];
  ended: Ended;
}): Promise<Shown> {
  const { url, token, publicUrl, deliveries, ended } = options;
  const cards = deliveries.flatMap((delivery) => cardsOf(delivery));
  const incidents = [...ended.incidents.values()].flat().map(({ id }) => `/incidents/${id}`);
  const links = deliveries.flatMap(({ links }) => links.approval?.replace(publicUrl, "") ?? []);
  const pages: { path: string; html: string }[] = [];
  for (const path of ["/incidents", "/approvals", ...incidents, ...new Set(links)]) {
    const headers = { authorization: `Bearer ${token}`, accept: "text/html" };
    const html = await again(async () => (await fetch(`${url}${path}`, { headers })).text());
    pages.push({ path, html });
  }
  const alive = [
    ...cards.flatMap((card) => aliveInCard(card, publicUrl).map((what) => `a card: ${what}`)),
    ...pages.flatMap(({ path, html }) =>
      aliveInPage(html, publicUrl).map((what) => `${path.slice(0, 20)}: ${what}`),
    ),
  ];
  return {
    alive: [...new Set(alive)],
    texts: [...cards.map((card) => JSON.stringify(card)), ...pages.map(({ html }) => html)],
  };
}

function cardsOf({ notification, links }: Delivery): unknown[] {
  const handles = Object.fromEntries(decisionsOn(notification).map((decision) => [decision, "a-handle"]));
  return LANGUAGES.flatMap((language) => {
    const voice = { messages: CATALOGUE[language], timeZone: "UTC" };
    return [
      cardOf({ notification, links }, voice, 19_000),
      appCardOf({ notification, links, handles }, voice),
    ];
  });
}
