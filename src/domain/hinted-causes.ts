import { CAUSE_NAMES, CAUSES, type Cause } from "./cause.ts";

const MOST = 3;
/** Words that every second cause has, or that name no fault. */
const IDLE = new Set(
  "a an and as at be by for from has have in is it its no not of on or than that the this to too was what which with without new maybe think because problem wrong".split(
    " ",
  ),
);

/**
 * Causes that a person's words may mean, best first, for people to see: by the words that they share with a cause's name
 * and sentence. Chinese is matched by the family's usual words. Nothing else is ever taken from a hint.
 */
export function hintedCauses(text: string): Cause[] {
  const said = new Set(wordsOf(`${text} ${inEnglish(text)}`));
  if (said.size === 0) return [];
  return CAUSE_NAMES.filter((cause) => cause !== "unknown")
    .map((cause) => ({ cause, score: scoreOf(cause, said) }))
    .filter(({ score }) => score >= 3)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map(({ cause }) => cause);
}

/** A word of the name says three times what one of the sentence does. */
function scoreOf(cause: Cause, said: ReadonlySet<string>): number {
  const count = (text: string) => new Set(wordsOf(text).filter((word) => said.has(word))).size;
  return 3 * count(cause) + count(CAUSES[cause].sentence);
}

function wordsOf(text: string): string[] {
  const words =
    text
      .toLowerCase()
      .slice(0, 2_000)
      .match(/[a-z]{2,30}/g) ?? [];
  return words
    .filter((word) => !IDLE.has(word))
    .map((word) => ALIKE[word] ?? word.replace(/(?<=.{3})s$/, ""));
}

const ALIKE: Record<string, string> = {
  config: "configuration",
  configmap: "configuration",
  mem: "memory",
  oom: "memory",
  leaking: "leak",
  leaks: "leak",
  deploy: "release",
  deployment: "release",
  version: "release",
  rollout: "release",
  dns: "name",
};

const CHINESE: Record<string, string> = {
  配置: "configuration",
  内存: "memory",
  泄漏: "leak",
  泄露: "leak",
  镜像: "image",
  发布: "release",
  版本: "release",
  探针: "probe",
  存储: "claim",
  磁盘: "disk",
  节点: "node",
  密钥: "secret",
  证书: "certificate",
  配额: "quota",
  端口: "port",
};

const inEnglish = (text: string) =>
  Object.entries(CHINESE)
    .filter(([word]) => text.includes(word))
    .map(([, english]) => english)
    .join(" ");
