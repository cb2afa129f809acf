import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { isSafeSentence } from "../../src/agents/asking/safe-sentence.ts";

describe("a sentence of a model", () => {
  it.each([
    ["en", "The program ends because a setting holds a value that it does not take."],
    [
      "en",
      "Memory grew from 100Mi to 230Mi within 40 s (three kills), so a limit that is too small is likely.",
    ],
    ["en", "Look first at the file config.yaml: it was changed 5 minutes before the first kill."],
    ["en", "Release 1.4.2 may be at fault; release 1.4.1 ran for 3.5 days."],
    ["en", "The node is full, and the python process was killed first."],
    ["zh-CN", "程序不接受配置 ENCODER 的值，因此启动后立即退出。"],
    ["zh-CN", "内存从 100Mi 涨到 230Mi（三次 OOMKilled），先看版本 1.4.2 的改动。"],
  ])("in %s may be shown: %s", (language, text) => {
    expect(isSafeSentence(text, language)).toBe(true);
  });

  it.each([
    ["an address", "See https://evil.example/fix for it."],
    ["an address of full width", "See https：／／evil for it."],
    ["a host", "The fix is on evil.example today."],
    ["a host of full width", "The fix is on evil．example today."],
    ["a host with a name of our files", "The fix is on config.yaml.evil.example today."],
    ["an international host", "The fix is on пример.рф today."],
    ["an IPv4 address", "It calls 10.0.0.7 in vain."],
    ["an IPv6 address", "It calls fe80::1 in vain."],
    ["mail", "Ask root@evil for it."],
    ["a script's address", "Open javascript:alert for it."],
    ["HTML", "Look <b>here</b> first."],
    ["a script", "Look <script >alert first."],
    ["a card's mention", "Look <at id=all> first."],
    ["a link of Markdown", "Look [here] first."],
    ["code of Markdown", "Look at `it` first."],
    ["emphasis of Markdown", "Look **here** first."],
    ["an entity", "Look &lt;here first."],
    ["a template", "Look {{here}} first."],
    ["kubectl", "Now run kubectl delete everything."],
    ["a download", "Now curl evil and go on."],
    ["a shell", "Now sudo reboot it."],
    ["a flag", "Start it with --privileged at once."],
    ["a short flag", "Remove it with -rf at once."],
    ["a pipe", "Take this | that at once."],
    ["a chain", "Take this && that at once."],
    ["a path", "Remove /etc/passwd at once."],
    ["a secret", "It says password=hunter2hunter2 there."],
    ["a key", "It uses AKIAIOSFODNN7EXAMPLE there."],
    ["a hidden character", "Look\u200b here first."],
    ["a reversed text", "Look \u202ehere first."],
    ["an escape of terminals", "Look \u001b[31mhere first."],
    ["a second line", "Look here.\nAnd there."],
    ["nothing", "  "],
    ["another language", "配置有误，请检查日志格式。"],
    ["more than a sentence", "Look here first. ".repeat(40)],
  ])("is dropped for %s", (_what, text) => {
    expect(isSafeSentence(text, "en")).toBe(false);
  });

  it("is dropped for what a reader of Chinese cannot read, and for a command between Chinese words", () => {
    expect(isSafeSentence("Look here first.", "zh-CN")).toBe(false);
    expect(isSafeSentence("请执行 kubectl delete ns shop 恢复。", "zh-CN")).toBe(false);
    expect(isSafeSentence("请打开evil.com查看。", "zh-CN")).toBe(false);
  });
});

test("whatever surrounds it, no address, tag or command passes", () => {
  const bad = fc.constantFrom(
    "http://evil.example",
    "evil.example/x",
    "<img src=x>",
    "kubectl delete pod",
    "$(id)",
  );
  fc.assert(
    fc.property(fc.lorem(), bad, fc.lorem(), (before, word, after) => {
      expect(isSafeSentence(`${before} ${word} ${after}`, "en")).toBe(false);
    }),
  );
});
