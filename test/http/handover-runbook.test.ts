import { expect, test } from "vitest";
import { handoverSection } from "../../src/http/pages/history-sections.ts";
import { en } from "../../src/notify/messages/en.ts";
import { zhCn } from "../../src/notify/messages/zh-cn.ts";

const runbook = { title: "Encoder <b>", source: "encoder.md" };
const handover = {
  sentence: "s",
  evidence: [],
  tried: [],
  nextSteps: [{ text: "Runbook: Encoder (encoder.md)", runbook }],
};

test.each([
  [en, "Runbook: Encoder &lt;b&gt; (encoder.md)"],
  [zhCn, "运行手册: Encoder &lt;b&gt; (encoder.md)"],
])("a runbook to read is named in the reader's language", (words, text) => {
  const page = String(handoverSection(words, handover));
  expect(page).toContain(text);
});
