import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, openBrowser, type TestBrowser } from "./support/browser.ts";

describe.skipIf(CHROMIUM === undefined)("npm run demo", () => {
  let browser: TestBrowser;
  let demo: ChildProcess;
  let told = "";
  let address: Promise<string>;
  beforeAll(async () => {
    browser = await openBrowser();
    demo = spawn(process.execPath, ["src/main.ts", "demo"], {
      env: { ...process.env, FEISHU_LANGUAGE: "en", NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    address = new Promise((resolve, reject) => {
      demo.stdout?.setEncoding("utf8").on("data", (text: string) => {
        told += text;
        const found = /wanted, on the card: (http\S+)/.exec(told)?.[1];
        if (found !== undefined) resolve(found);
      });
      demo.once("exit", () => reject(new Error(`the demo has ended: ${told}`)));
    });
  });
  afterAll(async () => {
    const ended = once(demo, "exit");
    if (demo.exitCode === null && demo.kill("SIGTERM")) await ended;
    await browser.close();
  });

  it("shows a card that is pressed in a browser, and is updated in place until it says that it was verified", async () => {
    const { page, complaints, leave } = await browser.visitor();
    await page.goto(await address);
    const card = page.locator(`[id="${new URL(await address).hash.slice(1)}"]`);
    await card.getByRole("button", { name: "Approve" }).first().click();
    // Nobody loads the page again: it follows the chat by itself.
    await card.getByRole("heading", { name: /Fixed/ }).first().waitFor({ timeout: 200_000 });
    expect(await textOf(page)).toContain("Attempt 1 · verified");
    expect(complaints).toEqual([]);
    await leave();
  }, 480_000);
});

const textOf = async (page: Page) => (await page.locator("main").textContent()) ?? "";
