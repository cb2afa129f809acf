import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { findChromium } from "./find-chromium.ts";

export const CHROMIUM = findChromium(process.env);

export interface Visitor {
  page: Page;
  /** What the browser complained of since the visitor came: errors of the console and of scripts, dialogs, failed requests. */
  complaints: string[];
  leave(): Promise<void>;
}

export interface TestBrowser {
  /** A person with a browser of their own: no cookies, nothing cached. */
  visitor(look?: BrowserContextOptions): Promise<Visitor>;
  close(): Promise<void>;
}

export async function openBrowser(): Promise<TestBrowser> {
  const browser = await launch();
  return {
    async visitor(look = {}) {
      const context = await browser.newContext({ reducedMotion: "reduce", ...look });
      context.setDefaultTimeout(45_000);
      const page = await context.newPage();
      return { page, complaints: complaintsOf(page), leave: () => context.close() };
    },
    close: () => browser.close(),
  };
}

function launch(): Promise<Browser> {
  // Chromium's own sandbox refuses root.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ ...(CHROMIUM !== undefined && { executablePath: CHROMIUM }), args });
}

function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning")
      complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`script: ${error.message}`));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss().catch(() => {});
  });
  return complaints;
}
