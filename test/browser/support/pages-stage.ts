import type { BrowserContextOptions, Page } from "playwright-core";
import { silentLogger } from "../../../src/core/logger.ts";
import { createHttpApp } from "../../../src/http/create-http-app.ts";
import { createHttpServer } from "../../../src/http/http-server.ts";
import { createWorld, depsOf, OPERATOR_TOKEN, type World } from "../../http/support/doors.ts";
import { openBrowser, type TestBrowser, type Visitor } from "./browser.ts";

export interface PagesStage {
  browser: TestBrowser;
  /** The pages of a story of their own, with somebody who looks at one of them and is signed in. */
  reader(from: {
    at: string;
    token?: string;
    look?: BrowserContextOptions;
  }): Promise<Visitor & { world: World; url: string }>;
  end(): Promise<void>;
}

/** The real pages over a story that the test writes, and a browser: what needs no cluster is seen in seconds. */
export async function raisePagesStage(): Promise<PagesStage> {
  const browser = await openBrowser();
  const stops: (() => Promise<void>)[] = [];
  return {
    browser,
    async reader({ at, token = OPERATOR_TOKEN, look = {} }) {
      const world = createWorld();
      const streams = { mostClients: 10, heartbeatMs: 60_000, leastGapMs: 20 };
      const app = createHttpApp({ ...depsOf(world), streams, publicUrl: null });
      const server = createHttpServer({ app, host: "127.0.0.1", port: 0, logger: silentLogger });
      const { url } = await server.start();
      stops.push(() => server.stop());
      const visitor = await browser.visitor(look);
      await enter(visitor.page, `${url}/sign-in`, token);
      await visitor.page.goto(`${url}${at}`);
      visitor.complaints.splice(0);
      return { ...visitor, world, url };
    },
    async end() {
      await browser.close();
      for (const stop of stops) await stop();
    },
  };
}

async function enter(page: Page, address: string, token: string): Promise<void> {
  await page.goto(address);
  await page.locator("#token").fill(token);
  await page.locator("form.stack button").click();
  await page.locator("h1").first().waitFor();
}

/** What the page is told when the story goes on; resolves once it shows `text`. */
export async function goesOn(page: Page, world: World, text: string): Promise<void> {
  const { id } = world.incident;
  world.story = { ...world.story, sequence: world.story.sequence + 1 };
  for (const { onChange } of world.listeners) onChange({ incidentId: id, sequence: world.story.sequence });
  await page.getByText(text).first().waitFor();
}
