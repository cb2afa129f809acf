import { describe, expect, test } from "vitest";
import { createPhraseBook } from "../../../src/notify/messages/phrases/phrase-book.ts";

const book = createPhraseBook([
  ["attempt {n} begins: {P}", "第 {n} 次尝试开始：{P}"],
  ["attempt {n}: {P}", "第 {n} 次：{P}"],
  ["memory limit of container {c}: {f} -> {t}", "容器 {c} 的内存限制：{f} -> {t}"],
  ["the limit more than doubles", "限制提高一倍以上"],
  ["the limit more than doubles.", "限制提高一倍以上。"],
  ["ConfigMap name: {f} -> {t}", "ConfigMap 名称：{f} -> {t}"],
  ["it ran for {a} s, where it ran for {b} s", "运行了 {a} 秒，此前为 {b} 秒"],
]);
const said = (text: string) =>
  book(text)
    .map(({ text: part, isKept }) => (isKept ? `[${part}]` : part))
    .join("");

describe("a sentence of ours in another language", () => {
  test.each([
    ["the limit more than doubles", "限制提高一倍以上"],
    ["memory limit of container web: 100Mi -> 200Mi", "容器 web 的内存限制：100Mi -> 200Mi"],
    ["it ran for 9 s, where it ran for 4 s", "运行了 9 秒，此前为 4 秒"],
    // A sentence within a sentence, and the object that it is about.
    [
      "attempt 1 begins: Deployment shop/web: memory limit of container web: 1Gi -> 2Gi",
      "第 1 次尝试开始：Deployment shop/web：容器 web 的内存限制：1Gi -> 2Gi",
    ],
    ["the limit more than doubles; the limit more than doubles", "限制提高一倍以上；限制提高一倍以上"],
    // Where the label of an action looks like an object, what is known as a whole is what was meant.
    [
      "Deployment shop/web: ConfigMap name: a -> b; the limit more than doubles",
      "Deployment shop/web：ConfigMap 名称：a -> b；限制提高一倍以上",
    ],
    // A summary, and why it is told now.
    [
      "the limit more than doubles. (the limit more than doubles; the limit more than doubles)",
      "限制提高一倍以上。（限制提高一倍以上；限制提高一倍以上）",
    ],
    // A command stays a command.
    [
      "memory limit of container web: 1Gi -> 2Gi: kubectl patch deployment web",
      "容器 web 的内存限制：1Gi -> 2Gi: kubectl patch deployment web",
    ],
  ])("%s", (english, chinese) => {
    expect(said(english)).toBe(chinese);
  });

  test.each([
    ["what nobody has translated", "[what nobody has translated]"],
    ["attempt 2 begins: something new", "第 2 次尝试开始：[something new]"],
    ["the limit more than doubles; something new", "限制提高一倍以上；[something new]"],
    ["the limit more than doubles. (ada: so be it)", "限制提高一倍以上。（[ada: so be it]）"],
    ["something new. (the limit more than doubles)", "[something new. (the limit more than doubles)]"],
    ["something new; and newer", "[something new; and newer]"],
    ["Error: something new", "[Error: something new]"],
    // Neither the words before nor those behind may be anything else.
    ["note: the limit more than doubles!", "[note: the limit more than doubles!]"],
    ["memory limit of container : 1 -> 2", "[memory limit of container : 1 -> 2]"],
    ["memory limit of container a; b: 1 -> 2", "[memory limit of container a; b: 1 -> 2]"],
    ["the limit more than doubles\nand a second line", "[the limit more than doubles\nand a second line]"],
    ["", ""],
  ])("stays as it was written where it is not known: %j", (english, expected) => {
    expect(said(english)).toBe(expected);
  });

  test("costs no more than its length, however it repeats what stands between the slots", () => {
    const hostile = `memory limit of container ${": -> ".repeat(300)}`;
    expect(said(hostile)).toBe(`[${hostile}]`);
    const endless = "attempt 1 begins: ".repeat(100);
    expect(said(endless)).toContain("第 1 次尝试开始：第 1 次尝试开始：");
  });
});
