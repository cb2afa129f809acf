import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PHRASES_ZH_CN, phrasesZhCn } from "../../../src/notify/messages/data/phrases-zh-cn/phrases.ts";

const slotsOf = (template: string) => [...new Set(template.match(/\{[A-Za-z]\}/g))].sort();

/** All that the service may say: the sources without the catalogue itself, and the runbooks that a hand-over names. */
function sources(): string[] {
  return ["src", "docs/runbooks"]
    .flatMap((folder) => readdirSync(folder, { withFileTypes: true, recursive: true }))
    .filter((entry) => entry.isFile() && /\.(ts|md)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes("phrases-zh-cn"))
    .map((path) => readFileSync(path, "utf8").replace(/\s+/g, " "));
}

/** The parts of a piece of which one must be said: whole, or the greater part, for a sentence may be put together of several. */
function partsOf(piece: string): string[] {
  const words = piece.replace(/^ +|[ .,;:—]+$/g, "").split(" ");
  const half = Math.ceil(words.length / 2);
  return words.length < 5 ? [] : words.slice(half - 1).map((_, at) => words.slice(at, at + half).join(" "));
}

const threeWords = (words: readonly string[], at: number) => words.slice(at, at + 3).join(" ");
const beginningOf = (part: string) => threeWords(part.match(/\w+/g) ?? [], 0);

/** Which parts are said. Each is looked for only in the files that have its first words. */
function saidOf(parts: ReadonlySet<string>): ReadonlySet<string> {
  const having = new Map<string, Set<string>>([...parts].map((part) => [beginningOf(part), new Set()]));
  for (const file of sources()) {
    const words = file.match(/\w+/g) ?? [];
    for (const at of words.keys()) having.get(threeWords(words, at))?.add(file);
  }
  const isSaid = (part: string) =>
    [...(having.get(beginningOf(part)) ?? [])].some((file) => file.includes(part));
  return new Set([...parts].filter(isSaid));
}

describe("what the service says of incidents, in Chinese", () => {
  test("each sentence has one translation, which is Chinese and holds the same names and figures", () => {
    expect(new Set(PHRASES_ZH_CN.map(([english]) => english)).size).toBe(PHRASES_ZH_CN.length);
    const odd = PHRASES_ZH_CN.filter(
      ([english, chinese]) =>
        !/[\u3000-\u9fff\uff00-\uffef]/.test(chinese) ||
        String(slotsOf(english)) !== String(slotsOf(chinese)),
    );
    expect(odd).toEqual([]);
  });

  test("each is still said: no translation of a sentence that the code has no more", () => {
    const rows = PHRASES_ZH_CN.map(([english]) => ({
      english,
      pieces: english
        .split(/\{[A-Za-z]\}|[(),;]/)
        .map(partsOf)
        .filter(({ length }) => length > 0),
    }));
    const said = saidOf(new Set(rows.flatMap(({ pieces }) => pieces.flat())));
    const unsaid = rows.filter(
      ({ pieces }) => !pieces.every((parts) => parts.some((part) => said.has(part))),
    );
    expect(unsaid).toEqual([]);
  });

  test.each([
    [
      "attempt 1: Deployment shop/web: memory limit of container web: 96Mi -> 192Mi, request 96Mi -> 192Mi — rolled-back (container web of pod web-1 ended after 2 s: Error, exit code 1)",
      "第 1 次尝试：Deployment shop/web：容器 web 的内存限制：96Mi -> 192Mi，请求 96Mi -> 192Mi — 已回退（Pod web-1 的容器 web 运行 2 秒后终止：Error，退出码 1）",
    ],
    [
      "Container web of Deployment shop/web was killed for memory (1 such end is still on record, 6 restarts in all): it reached its limit of 100Mi. (cause memory-limit-too-low, since 2026-11-27 09:49 UTC) — attempt 1 failed for another reason than memory, so more memory is no answer: container web of pod web-1 ended after 2 s: Error, exit code 1",
      "Deployment shop/web 的容器 web 因内存被终止（现存记录 1 次，共重启 6 次）：达到其限制 100Mi。（原因 memory-limit-too-low，自 2026-11-27 09:49 UTC 起）— 第 1 次尝试因内存以外的原因失败，增加内存没有用：Pod web-1 的容器 web 运行 2 秒后终止：Error，退出码 1",
    ],
    [
      "the workload's label allows no change without a person; else: a memory limit within the bounds",
      "工作负载的标签不允许无人批准的更改；若无此限制：在允许范围内的内存限制",
    ],
    [
      "new pods start beside the old ones, which go only when the new ones are ready; the need is not known; the size is a guess",
      "新 Pod 先启动并就绪，旧 Pod 才会停止；实际需求未知；该大小为估计值",
    ],
    [
      "approve by default-approve: DaemonSet shop/web: readiness probe of container web changed: time-out 1 s -> 5 s",
      "规则 default-approve 要求审批：DaemonSet shop/web：修改容器 web 的就绪探针：超时 1 秒 -> 5 秒",
    ],
    [
      "less likely (0.95 against 0.96): Container web of Deployment shop/web names an image that its registry does not have: shop/web:9.",
      "可能性较低（0.95 对 0.96）：Deployment shop/web 的容器 web 所用的镜像在仓库中不存在：shop/web:9。",
    ],
  ])("%s", (english, chinese) => {
    const parts = phrasesZhCn(english);
    expect(parts.map(({ text }) => text).join("")).toBe(chinese);
    expect(parts.filter(({ isKept }) => isKept)).toEqual([]);
  });
});
