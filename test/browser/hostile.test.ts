import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alertPayload } from "../../src/cli/demo/alert-payload.ts";
import { deliverKill, patchesOf } from "../e2e/support/stage.ts";
import { incidentWhere, isAtRest } from "../support/service.ts";
import { CHROMIUM } from "./support/browser.ts";
import {
  asking,
  type BrowserStage,
  decisionPart,
  raiseBrowserStage,
  signIn,
} from "./support/browser-stage.ts";
import { type EvilSite, raiseEvilSite } from "./support/evil-site.ts";

/** Each would complain in the console, open a dialog or leave a trace in the document, if it were more than text. */
const SCRIPT = `<script>alert(1)</script>"><img src=x onerror=alert(2)></pre></textarea><svg onload=alert(3)>`;
const TRACES = "img[src='x'], svg[onload], main script, article script";

describe.skipIf(CHROMIUM === undefined)("what is hostile", { concurrent: true }, () => {
  let on: BrowserStage;
  let evil: EvilSite;
  beforeAll(async () => {
    on = await raiseBrowserStage();
    evil = await raiseEvilSite();
  });
  afterAll(async () => {
    await evil.stop();
    await on.end();
  });

  it("stays text on every page and card: logs, alerts, pod names, comments and names of people", async () => {
    const namespace = "scripted";
    const { incident, link, page: address } = await asking(on, namespace, { log: [`fatal: ${SCRIPT}`] });
    const alert = (pod: string) =>
      alertPayload({
        namespace,
        pod,
        container: SCRIPT,
        startsAt: on.stage.clock.now(),
        fingerprint: "e0e0e0e0e0e0e0e0",
      });
    await on.service.client.sendAlerts(alert(`web-${SCRIPT}`));
    const { page, complaints, leave } = await on.browser.visitor();
    await page.goto(link);
    await decisionPart(page).getByLabel("Your name").fill(SCRIPT.slice(0, 100));
    await decisionPart(page).getByLabel("Comment").fill(SCRIPT);
    await page.getByRole("button", { name: "Reject it" }).click();
    await page.getByRole("status").waitFor();
    await incidentWhere(on.service.client, namespace, isAtRest);
    // Whatever else may come to be stored there.
    await on.service.database.db
      .updateTable("incidents")
      .set({ summary: `${namespace}/web ${SCRIPT}` })
      .where("id", "=", incident.id)
      .execute();
    await deliverKill(on.stage, on.service, namespace);
    await signIn(page, address);
    await page.getByRole("heading", { level: 1, name: "alert(1)" }).waitFor();
    complaints.splice(0);
    for (const shown of [address, `${on.service.url}/incidents`, link, on.chat()]) {
      await page.goto(shown);
      expect(await page.locator("body").textContent(), shown).toContain("alert(");
      expect(await page.locator(TRACES).count(), shown).toBe(0);
    }
    expect(complaints).toEqual([]);
    await leave();
  });

  it.each([
    { from: "another site", host: "localhost" },
    { from: "another port of the same site", host: "127.0.0.1" },
  ])("a form of $from decides nothing, whoever is signed in", async ({ host }) => {
    const namespace = `cross-${host === "localhost" ? "site" : "port"}`;
    const { incident, page: address, link } = await asking(on, namespace);
    const { page, leave } = await on.browser.visitor();
    await signIn(page, address);
    await page.getByRole("heading", { name: "Your decision" }).waitFor();
    const fields = { digest: incident.plan?.digest ?? "", decision: "approve", by: "mallory" };
    const targets = [`${address}/decision`, ...(host === "localhost" ? [link] : [])];
    for (const target of targets) {
      const [answer] = await Promise.all([
        page.waitForResponse(target),
        page.goto(evil.formThatSends(host, target, fields)),
      ]);
      expect([401, 403], `${target} answered ${answer.status()}`).toContain(answer.status());
    }
    expect(await on.service.client.incident(incident.id)).toMatchObject({
      status: "awaiting-approval",
      approval: { state: "pending" },
    });
    expect(patchesOf(on.stage, namespace)).toEqual([]);
    await leave();
  });

  it("a link that is fetched ahead 1,000 times decides nothing, and still decides afterwards", async () => {
    const { incident, link } = await asking(on, "prefetched");
    const { page, leave } = await on.browser.visitor();
    expect(await fetchAhead(link, 1_000)).toEqual(new Set([200]));
    expect(await on.service.client.incident(incident.id)).toMatchObject({
      status: "awaiting-approval",
      approval: { state: "pending" },
    });
    expect(patchesOf(on.stage, "prefetched")).toEqual([]);
    await page.goto(link);
    await page.getByRole("button", { name: "Approve this plan" }).click();
    await page.getByRole("status").waitFor();
    expect(await incidentWhere(on.service.client, "prefetched", isAtRest)).toMatchObject({
      outcome: "fixed",
    });
    await leave();
  });
});

/** As scanners, previews and browsers do that follow a link before a person does; the statuses that they are answered with. */
async function fetchAhead(link: string, times: number): Promise<Set<number>> {
  const statuses = new Set<number>();
  let left = times;
  const one = async () => {
    while (left > 0) {
      left -= 1;
      const method = left % 5 === 0 ? "HEAD" : "GET";
      const answer = await fetch(link, {
        method,
        headers: { "Sec-Purpose": "prefetch", Purpose: "prefetch" },
      });
      await answer.body?.cancel();
      statuses.add(answer.status);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, one));
  return statuses;
}

/** As many as the service has connections to its database: more would only wait. */
const AT_A_TIME = 8;
