import { en } from "./en.ts";
import type { Language, Messages } from "./messages.ts";
import { zhCn } from "./zh-cn.ts";

export const CATALOGUE: Record<Language, Messages> = { en, "zh-CN": zhCn };
