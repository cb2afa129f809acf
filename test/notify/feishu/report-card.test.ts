import { expect, test } from "vitest";
import { reportCard } from "../../../src/notify/feishu/report-card.ts";
import { CATALOGUE } from "../../../src/notify/messages/catalogue.ts";

const REPORT = {
  title: "policy review, 2026-11-01 to 2026-11-08: 6 decisions on 4 incidents",
  lines: [
    "databases: approve 5; people: approved 1",
    "  -> reaches nobody: 4 of 5 questions had no answer; name whom to tell, or escalate sooner",
  ],
};

test.each([
  ["en" as const, [REPORT.title, ...REPORT.lines]],
  [
    "zh-CN" as const,
    [
      "策略回顾，2026-11-01 至 2026-11-08：4 个事件的 6 项决定",
      "databases: approve 5; people: approved 1",
      "  -> 没有送达任何人：5 次询问中 4 次没有回答；请指定通知对象，或提前升级",
    ],
  ],
])("a report is told in the language of the cards: %s", (language, expected) => {
  const { header, body } = reportCard(REPORT, CATALOGUE[language]);
  const told = [header.title.content, ...JSON.stringify(body).matchAll(/"content":"([^"]*)"/g)].map((one) =>
    typeof one === "string" ? one : one[1],
  );
  expect(told).toEqual(expected);
});
