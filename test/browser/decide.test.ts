import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { patchesOf, until } from "../e2e/support/stage.ts";
import { limitOf, web } from "../e2e/support/workload.ts";
import { incidentWhere, isAtRest } from "../support/service.ts";
import { CHROMIUM } from "./support/browser.ts";
import {
  ASKS_FIRST,
  asking,
  type BrowserStage,
  cardShowing,
  decisionPart,
  ONLOOKER,
  raiseBrowserStage,
  signIn,
  stillShowing,
} from "./support/browser-stage.ts";

describe.skipIf(CHROMIUM === undefined)("a person decides in a browser", { concurrent: true }, () => {
  let on: BrowserStage;
  beforeAll(async () => {
    on = await raiseBrowserStage();
  });
  afterAll(() => on.end());

  it("by the link of a card, once: the link then says who decided", async () => {
    const { link } = await asking(on, "linked");
    const { page, complaints, leave } = await on.browser.visitor();
    await page.goto(link);
    await decisionPart(page).getByLabel("Your name").fill("ada");
    await page.getByRole("button", { name: "Approve this plan" }).click();
    await page.getByRole("status").waitFor();
    const end = await incidentWhere(on.service.client, "linked", isAtRest);
    expect(end).toMatchObject({ outcome: "fixed", approval: { by: "ada", door: "link" } });
    await page.goto(link);
    expect(await page.getByRole("heading", { name: "Nothing to decide" }).count()).toBe(1);
    expect(await page.getByText("The plan was approved by ada").count()).toBe(1);
    expect(await page.getByRole("button", { name: "Approve this plan" }).count()).toBe(0);
    expect(complaints).toEqual([]);
    await leave();
  });

  it("on the incident's page, after the sign-in, and finds there how it ended", async () => {
    const { page: address } = await asking(on, "paged");
    const { page, complaints, leave } = await on.browser.visitor();
    await signIn(page, address);
    await page.waitForURL(address);
    await decisionPart(page).getByLabel("Your name").fill("grace");
    await decisionPart(page).getByLabel("Comment").fill("looks right");
    await page.getByRole("button", { name: "Approve this plan" }).click();
    await page.getByRole("status").waitFor();
    const end = await incidentWhere(on.service.client, "paged", isAtRest);
    expect(end).toMatchObject({
      outcome: "fixed",
      approval: { by: "grace", door: "page", reason: "looks right" },
    });
    await page.goto(address);
    const text = await page.locator("main").textContent();
    expect(text).toContain("looks right");
    expect(text).toContain("verified");
    expect(unlessSignIn(complaints)).toEqual([]);
    await leave();
  });

  it("on the card, which is updated in place until it says that the change held", async () => {
    const { messageId, incident } = await asking(on, "carded");
    const { page, complaints, leave } = await on.browser.visitor();
    await page.goto(on.chat());
    const shown = page.locator(`[id="${messageId}"]`);
    await shown.getByRole("button", { name: "Approve" }).first().click();
    await shown.getByRole("status").waitFor();
    const end = await incidentWhere(on.service.client, "carded", isAtRest);
    expect(end).toMatchObject({
      id: incident.id,
      outcome: "fixed",
      approval: { by: expect.stringContaining("ou_ada"), door: "card" },
    });
    // Nobody loads the page again: it follows the chat by itself.
    await shown.getByRole("heading", { name: /Fixed/ }).first().waitFor();
    expect(await shown.getByRole("button", { name: "Approve" }).count()).toBe(0);
    expect(complaints).toEqual([]);
    await leave();
  });

  it("and is refused on the card where the policy does not name them; nothing is changed", async () => {
    const { messageId } = await asking(on, "foreign");
    const { page, leave } = await on.browser.visitor();
    await page.goto(on.chat(ONLOOKER));
    const shown = page.locator(`[id="${messageId}"]`);
    await shown.getByRole("button", { name: "Approve" }).first().click();
    expect(await shown.getByRole("status").textContent()).not.toBe("");
    expect(await on.service.client.newestIncident("foreign")).toMatchObject({
      status: "awaiting-approval",
      approval: { state: "pending" },
    });
    expect(patchesOf(on.stage, "foreign")).toEqual([]);
    await leave();
  });

  it("twice from two windows: the second is told that it is decided, and the first decision stands", async () => {
    const { link, page: address } = await asking(on, "doubled");
    const first = await on.browser.visitor();
    // Without a script the page stays as it was when it was opened.
    const second = await on.browser.visitor({ javaScriptEnabled: false });
    await first.page.goto(link);
    await signIn(second.page, address);
    await second.page.waitForURL(address);
    await first.page.getByRole("button", { name: "Reject it" }).click();
    await first.page.getByRole("status").waitFor();
    await second.page.getByRole("button", { name: "Approve this plan" }).click();
    expect(await second.page.getByRole("status").textContent()).toMatch(/already|decided/i);
    const end = await incidentWhere(on.service.client, "doubled", isAtRest);
    expect(end).toMatchObject({ outcome: "declined", approval: { state: "rejected", door: "link" } });
    expect(patchesOf(on.stage, "doubled")).toEqual([]);
    await first.leave();
    await second.leave();
  });

  it("too late: the link says that nobody decided in time, and nothing is changed", async () => {
    const hasty = await on.serve({ APPROVAL_TIMEOUT_SECONDS: "900" });
    const { link, incident } = await asking(on, "expired", { by: hasty });
    const { page, leave } = await on.browser.visitor();
    await page.goto(link);
    // The form was loaded in time, and is sent when the time is over.
    await incidentWhere(hasty.client, "expired", ({ approval }) => approval?.state === "expired");
    await page.getByRole("button", { name: "Approve this plan" }).click();
    expect(await page.getByRole("status").textContent()).toMatch(/expired|in time|too late/i);
    await page.goto(link);
    expect(await page.getByText("Nobody decided in time").count()).toBe(1);
    expect(await hasty.client.incident(incident.id)).toMatchObject({ approval: { state: "expired" } });
    expect(patchesOf(on.stage, "expired")).toEqual([]);
    await leave();
  });

  it("too late on the card: it says that the time is over, shows who has the incident now, and nothing is changed", async () => {
    // Of this try alone: another one's incident would be found instead.
    const late = `late-${crypto.randomUUID().slice(0, 8)}`;
    const { incident, messageId } = await asking(on, late);
    const shownBefore = stillShowing(on, messageId);
    await timeIsOver(on, incident.id);
    // Told twice: that the time is over, and who has it now; the card as it was must outlast both.
    await incidentWhere(on.service.client, late, ({ timeline }) =>
      timeline.some(({ kind }) => kind === "handed-over"),
    );
    await untilTold(on, incident.id);
    shownBefore();
    const { page, complaints, leave } = await on.browser.visitor();
    await page.goto(on.chat());
    const card = page.locator(`[id="${messageId}"]`);
    await card.getByRole("button", { name: "Approve" }).first().click();
    await card.getByRole("status").filter({ hasText: "time to decide is over" }).waitFor();
    expect(await card.getByRole("button", { name: "Approve" }).count()).toBe(0);
    await card
      .getByRole("heading", { name: /expired|person/i })
      .first()
      .waitFor();
    expect(await on.service.client.incident(incident.id)).toMatchObject({
      status: "needs-person",
      approval: { state: "expired" },
    });
    expect(patchesOf(on.stage, late)).toEqual([]);
    expect(complaints).toEqual([]);
    await leave();
  });

  it("on a plan that was superseded meanwhile: link, page and card say so, and nothing is changed", async () => {
    const { link, page: address, incident, messageId } = await asking(on, "changed");
    const shownBefore = stillShowing(on, messageId);
    const byLink = await on.browser.visitor();
    const byPage = await on.browser.visitor({ javaScriptEnabled: false });
    await byLink.page.goto(link);
    await signIn(byPage.page, address);
    await byPage.page.waitForURL(address);
    await on.stage.cluster.apply([web("changed", { labels: ASKS_FIRST, limit: "120Mi" })]);
    const again = await incidentWhere(
      on.service.client,
      "changed",
      ({ status, plan }) => status === "awaiting-approval" && plan?.digest !== incident.plan?.digest,
    );
    for (const { page } of [byLink, byPage]) {
      await page.getByRole("button", { name: "Approve this plan" }).click();
      await page.getByRole("status").waitFor();
    }
    expect(await on.service.client.incident(incident.id)).toMatchObject({
      status: "awaiting-approval",
      plan: { digest: again.plan?.digest },
      approval: { state: "pending" },
    });
    expect(limitOf(on.stage, "changed")).toBe("120Mi");
    await byLink.page.goto(link);
    expect(await byLink.page.getByRole("heading", { name: "Nothing to decide" }).count()).toBe(1);
    await cardShowing(on, "changed", "120Mi -> ");
    await untilTold(on, incident.id);
    // A chat that has not heard of the new card yet.
    shownBefore();
    await byPage.page.goto(on.chat());
    const card = byPage.page.locator(`[id="${messageId}"]`);
    const shown = card.locator("article").first();
    expect(await shown.textContent()).toContain("100Mi -> ");
    await card.getByRole("button", { name: "Approve" }).first().click();
    await card.getByRole("status").filter({ hasText: "no longer stands" }).waitFor();
    expect(await shown.textContent()).toContain("120Mi -> ");
    expect(await on.service.client.incident(incident.id)).toMatchObject({
      status: "awaiting-approval",
      plan: { digest: again.plan?.digest },
      approval: { state: "pending" },
    });
    expect(limitOf(on.stage, "changed")).toBe("120Mi");
    await byLink.leave();
    await byPage.leave();
  });
});

/** Whoever is not signed in gets the form with a 401, which the browser notes. */
const unlessSignIn = (complaints: string[]) => complaints.filter((text) => !text.includes("401"));

/** Until the chat shows all that there is to tell. */
async function untilTold(on: BrowserStage, incidentId: string): Promise<void> {
  const { db } = on.service.database;
  await until(async () => {
    const waiting = await db
      .selectFrom("outbox")
      .select("id")
      .where("incident_id", "=", incidentId)
      .where("state", "in", ["pending", "sending"])
      .executeTakeFirst();
    return waiting === undefined || undefined;
  }, "a chat that knows everything");
}

/** Nobody decided: the time of the question ends now, and the service looks at it. */
async function timeIsOver(on: BrowserStage, incidentId: string): Promise<void> {
  const now = on.stage.clock.now();
  const { db } = on.service.database;
  await db.updateTable("approvals").set({ expires_at: now }).where("incident_id", "=", incidentId).execute();
  await db.updateTable("incidents").set({ due_at: now }).where("id", "=", incidentId).execute();
}
