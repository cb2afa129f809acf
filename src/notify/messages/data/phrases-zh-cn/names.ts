import type { NameRule } from "../../phrases/names.ts";

/** What stands in the place of a name and is not the same in every language: spans of time, and short clauses. */
export const NAMES_ZH_CN: readonly NameRule[] = [
  [/\b(\d+(?:\.\d+)?) s(?![\w.-])/g, "$1 秒"],
  [/\b(\d+(?:\.\d+)?) min(?![\w.-])/g, "$1 分钟"],
  [/\b(\d+(?:\.\d+)?) h(?![\w.-])/g, "$1 小时"],
  [/\b(\d+(?:\.\d+)?) d(?![\w.-])/g, "$1 天"],
  [/(\d+ 秒) under ([\w.]+)/g, "$1（限制 $2）"],
  [/^(\d\w*) for (\d+ (?:秒|分钟|小时|天))$/g, "$1，已持续 $2"],
  [/）, /g, "）、"],
  [/^one run$/g, "一次运行"],
  [/^none(?= -> )/g, "无"],
  [/(?<= -> )none$/g, "无"],
  [/^none$/g, "无"],
  [/^environment (\S+) of container (\S+)$/g, "容器 $2 的环境变量 $1"],
  [/^([\w.-]+) at (\/\S*)$/g, "$1，挂载于 $2"],
];
