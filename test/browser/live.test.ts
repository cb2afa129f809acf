import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sealPlan } from "../../src/domain/plan.ts";
import type { World } from "../http/support/doors.ts";
import { INCIDENT_ID } from "../http/support/incidents.ts";
import { CHROMIUM } from "./support/browser.ts";
import { goesOn, type PagesStage, raisePagesStage } from "./support/pages-stage.ts";

const INCIDENT = `/incidents/${INCIDENT_ID}`;
const SHORT = { viewport: { width: 390, height: 600 } };

describe.skipIf(CHROMIUM === undefined)("a page that is open", { concurrent: true }, () => {
  let on: PagesStage;
  beforeAll(async () => {
    on = await raisePagesStage();
  });
  afterAll(() => on.end());

  it("grows with the incident, and what is typed, focused, unfolded and scrolled to stays", async () => {
    const { page, world, complaints, leave } = await on.reader({ at: INCIDENT, look: SHORT });
    await isLive(page);
    const comment = page.getByLabel("Comment");
    await comment.fill("half a sentence");
    const folded = page.locator("details").first();
    await folded.locator("summary").click();
    await page.evaluate(`(() => {
      const field = document.getElementById("comment");
      field.focus();
      field.setSelectionRange(4, 8);
      field.scrollIntoView();
    })()`);
    const before = await placeOf(page);
    expect(before).toMatchObject({ focused: "comment", selected: "4-8" });
    expect(before.scrolled).toBeGreaterThan(500);
    addEntry(world, "a third thing happened");
    await goesOn(page, world, "a third thing happened");
    expect(await page.locator("#timeline ~ ol > li").count()).toBe(3);
    expect(await placeOf(page)).toEqual(before);
    expect(await comment.inputValue()).toBe("half a sentence");
    expect(await folded.getAttribute("open")).not.toBeNull();
    expect(complaints).toEqual([]);
    await leave();
  });

  it("does not let a plan be approved that changed while it was read", async () => {
    const { page, world, complaints, leave } = await on.reader({ at: INCIDENT });
    await isLive(page);
    const { plan } = world.incident;
    if (plan === null) throw new Error("there is a plan");
    const { verdict, rule, reason, autonomy, digest: _, ...draft } = plan;
    const next = sealPlan({ ...draft, sentence: "Raise it to 480Mi" }, { verdict, rule, reason, autonomy });
    world.incident = { ...world.incident, plan: next };
    world.approval = { ...world.approval, planDigest: next.digest };
    await goesOn(page, world, "The plan has changed since this page was opened");
    const approve = page.getByRole("button", { name: "Approve this plan" });
    expect(await approve.isDisabled()).toBe(true);
    // The plan that was read still stands there: nothing else slid under the reader's eyes.
    expect(await page.getByText("Raise it to 480Mi").count()).toBe(0);
    await page.getByLabel("Your name").fill("ada");
    await page.getByLabel("Your name").press("Enter");
    expect(world.decisions).toEqual([]);
    await page.reload();
    await approve.click();
    await page.getByRole("status").first().waitFor();
    expect(world.decisions).toMatchObject([{ which: { digest: next.digest } }]);
    expect(complaints).toEqual([]);
    await leave();
  });

  it("lists what waits by itself, and says it aloud", async () => {
    const { page, world, complaints, leave } = await on.reader({ at: "/approvals" });
    await isLive(page);
    world.approval = { ...world.approval, state: "rejected" };
    await goesOn(page, world, "Nothing waits for a person.");
    expect(await page.locator("#announce").textContent()).toBe("0 decisions wait");
    expect(complaints).toEqual([]);
    await leave();
  });

  it("shows times in the reader's own zone, also those that come later; without a script in UTC", async () => {
    const look = { timezoneId: "Asia/Shanghai" };
    const { page, world, leave } = await on.reader({ at: INCIDENT, look });
    await isLive(page);
    const times = () => page.locator("main time").allTextContents();
    const opened = page.locator("time[datetime='2026-11-22T10:00:00.000Z']").first();
    expect(await opened.textContent()).toBe("2026-11-22 18:00:00 GMT+8");
    expect(await opened.getAttribute("title")).toBe("2026-11-22 10:00:00 UTC");
    addEntry(world, "later");
    await goesOn(page, world, "later");
    const shown = await times();
    expect(shown).toContain("2026-11-22 18:09:00 GMT+8");
    expect(shown.filter((text) => !text.endsWith(" GMT+8"))).toEqual([]);
    await leave();
    const still = await on.reader({ at: INCIDENT, look: { ...look, javaScriptEnabled: false } });
    const unchanged = still.page.locator("time[datetime='2026-11-22T10:00:00.000Z']").first();
    expect(await unchanged.textContent()).toBe("2026-11-22 10:00:00 UTC");
    await still.leave();
  });
});

const isLive = (page: Page) => page.getByText("Live", { exact: true }).waitFor();

function addEntry(world: World, text: string): void {
  const { timeline } = world.incident;
  const entry = { sequence: timeline.length + 1, at: "2026-11-22T10:09:00.000Z", kind: "waiting", text };
  world.incident = { ...world.incident, timeline: [...timeline, entry] };
}

const placeOf = (page: Page) =>
  page.evaluate<{ focused: string; selected: string; scrolled: number }>(`({
    focused: document.activeElement.id,
    selected: document.activeElement.selectionStart + "-" + document.activeElement.selectionEnd,
    scrolled: Math.round(scrollY),
  })`);
