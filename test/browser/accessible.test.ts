import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LANGUAGES } from "../../src/notify/messages/messages.ts";
import { OPERATOR_TOKEN, VIEWER_TOKEN } from "../http/support/doors.ts";
import { INCIDENT_ID, TOKEN } from "../http/support/incidents.ts";
import { overflowOn, violationsOn } from "./support/accessibility.ts";
import { CHROMIUM } from "./support/browser.ts";
import { type PagesStage, raisePagesStage } from "./support/pages-stage.ts";

const PAGES = [
  "/incidents",
  "/incidents?namespace=shop&limit=1",
  `/incidents/${INCIDENT_ID}`,
  `/incidents/${INCIDENT_ID}/timeline/2`,
  "/approvals",
  `/approvals/${TOKEN}`,
  "/sign-in",
];

const READERS = [
  { role: "an operator", token: OPERATOR_TOKEN },
  { role: "a viewer", token: VIEWER_TOKEN },
].flatMap((reader) =>
  LANGUAGES.map((language, index) => ({
    ...reader,
    language,
    colorScheme: index === 0 ? ("light" as const) : ("dark" as const),
    viewport: reader.role === "a viewer" ? { width: 1280, height: 900 } : { width: 390, height: 844 },
  })),
);

describe.skipIf(CHROMIUM === undefined)("every page", { concurrent: true }, () => {
  let on: PagesStage;
  beforeAll(async () => {
    on = await raisePagesStage();
  });
  afterAll(() => on.end());

  it.each(READERS)(
    "for $role in $language: no barrier, nothing cut off, no complaint of the browser",
    async ({ token, language, ...look }) => {
      const { page, url, complaints, leave } = await on.reader({
        at: `/incidents?language=${language}`,
        token,
        look,
      });
      const found: string[] = [];
      for (const path of PAGES) {
        await page.goto(`${url}${path}`);
        expect(await page.locator("html").getAttribute("lang")).toBe(language);
        await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
        const problems = [
          ...(await violationsOn(page)),
          ...(await overflowOn(page)),
          ...complaints.splice(0),
        ];
        found.push(...problems.map((problem) => `${path}: ${problem}`));
      }
      expect(found).toEqual([]);
      await leave();
    },
  );
});
