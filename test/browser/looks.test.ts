import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { overflowOn, violationsOn } from "./support/accessibility.ts";
import { CHROMIUM } from "./support/browser.ts";
import { type BrowserStage, raiseBrowserStage, signIn } from "./support/browser-stage.ts";
import { playEveryState, STATES, type State } from "./support/every-state.ts";

/** A folder for pictures of what is looked at. */
const { SCREENSHOTS } = process.env;

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 900 };

/** What depends on the theme depends neither on the width nor on the language: two looks hold all. */
const LOOKS = [
  { look: "English, light, on a desk", language: "en", colorScheme: "light", viewport: DESK },
  { look: "Chinese, dark, on a phone", language: "zh-CN", colorScheme: "dark", viewport: PHONE },
] as const;

describe.skipIf(CHROMIUM === undefined)("pages and cards", { concurrent: true }, () => {
  let on: BrowserStage;
  let addresses: Readonly<Record<State, string>>;
  beforeAll(async () => {
    on = await raiseBrowserStage();
    addresses = await playEveryState(on);
  }, 240_000);
  afterAll(() => on.end());

  it.each(LOOKS)(
    "in $look: no barrier, nothing wider than the window, no complaint of the browser",
    async ({ look, language, ...as }) => {
      const { page, complaints, leave } = await on.browser.visitor(as);
      await signIn(page, addresses.incidents);
      await page.goto(`${addresses.incidents}?language=${language}`);
      const found: string[] = [];
      for (const state of STATES) {
        await show(page, state, addresses[state]);
        if (SCREENSHOTS !== undefined)
          await page.screenshot({ path: join(SCREENSHOTS, `${state}, ${look}.png`), fullPage: true });
        const problems = [
          ...(await violationsOn(page)),
          ...(await overflowOn(page)).map((element) => `wider than the window: ${element}`),
          ...complaints.splice(0).filter((text) => !isAnswerOf(state, text)),
        ];
        found.push(...problems.map((problem) => `${state}: ${problem}`));
      }
      expect(found).toEqual([]);
      await leave();
    },
    240_000,
  );
});

/** Every panel is open, so that what is in it is looked at too. */
async function show(page: Page, state: State, address: string): Promise<void> {
  await page.goto(address);
  if (state === "sign-in refused") {
    await page.locator("#token").fill("another token");
    await page.locator("form.stack button").click();
    await page.getByRole("alert").waitFor();
  }
  await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
}

/** The browser notes each page that comes with a status of refusal, as these do. */
const isAnswerOf = (state: State, text: string): boolean =>
  (state === "sign-in refused" && text.includes("401")) ||
  (state === "sign-in" && text.includes("401")) ||
  (state === "nowhere" && /40[04]/.test(text));
