import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { incidentWhere, isAtRest, OPERATOR_TOKEN } from "../support/service.ts";
import { CHROMIUM } from "./support/browser.ts";
import {
  asking,
  type BrowserStage,
  decisionPart,
  raiseBrowserStage,
  signIn,
} from "./support/browser-stage.ts";

describe.skipIf(CHROMIUM === undefined)("a person decides", { concurrent: true }, () => {
  let on: BrowserStage;
  beforeAll(async () => {
    on = await raiseBrowserStage();
  });
  afterAll(() => on.end());

  const NO_SCRIPT = { javaScriptEnabled: false };

  it("without JavaScript on the incident's page, and reads there how it ended", async () => {
    const { page: address } = await asking(on, "scriptless");
    const { page, leave } = await on.browser.visitor(NO_SCRIPT);
    await signIn(page, address);
    await page.waitForURL(address);
    await decisionPart(page).getByLabel("Your name").fill("ada");
    await page.getByRole("button", { name: "Approve this plan" }).click();
    await page.getByRole("status").waitFor();
    expect(await incidentWhere(on.service.client, "scriptless", isAtRest)).toMatchObject({
      outcome: "fixed",
      approval: { by: "ada", door: "page" },
    });
    await page.goto(`${on.service.url}/incidents?namespace=scriptless`);
    await page
      .getByRole("link", { name: /scriptless\/web/ })
      .first()
      .click();
    await page.waitForURL(address);
    expect(await page.locator("main").textContent()).toContain("verified");
    await leave();
  });

  it("without JavaScript by the link", async () => {
    const { link } = await asking(on, "linked");
    const { page, leave } = await on.browser.visitor(NO_SCRIPT);
    await page.goto(link);
    await decisionPart(page).getByLabel("Comment").fill("not tonight");
    await page.getByRole("button", { name: "Reject it" }).click();
    await page.getByRole("status").waitFor();
    expect(await incidentWhere(on.service.client, "linked", isAtRest)).toMatchObject({
      outcome: "declined",
      approval: { door: "link", reason: "not tonight" },
    });
    await leave();
  });

  it("without a mouse: the keyboard signs in, reaches every control in sight, and decides", async () => {
    const { page: address } = await asking(on, "keyed");
    const { page, leave } = await on.browser.visitor();
    await page.goto(address);
    await tabTo(page, "token");
    await page.keyboard.type(OPERATOR_TOKEN);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Your decision" }).waitFor();
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    await tabTo(page, "by");
    await page.keyboard.type("ada");
    await tabTo(page, "Approve this plan");
    await page.keyboard.press("Enter");
    await page.getByRole("status").waitFor();
    expect(await incidentWhere(on.service.client, "keyed", isAtRest)).toMatchObject({
      outcome: "fixed",
      approval: { by: "ada", door: "page" },
    });
    await leave();
  });
});

/** The id of what has the focus, else its words. */
const focused = (page: Page) =>
  page.evaluate<string>("document.activeElement?.id || document.activeElement?.textContent?.trim() || ''");

const STEPS = 60;

/** Presses Tab until the focus is there; each stop on the way must be seen to have it. */
async function tabTo(page: Page, wanted: string): Promise<void> {
  for (let step = 0; step < STEPS; step += 1) {
    if ((await focused(page)) === wanted) return;
    await page.keyboard.press("Tab");
    const style = await page.evaluate<string>(
      "document.activeElement === document.body ? 'none' : getComputedStyle(document.activeElement).outlineStyle",
    );
    const isOnControl = await page.evaluate<boolean>("document.activeElement !== document.body");
    if (isOnControl) expect(style, `the focus is seen on ${await focused(page)}`).not.toBe("none");
  }
  throw new Error(`${STEPS} steps with Tab do not reach ${wanted}`);
}
