import { CATALOGUE } from "../../notify/messages/catalogue.ts";
import type { Language, Messages } from "../../notify/messages/messages.ts";

export type ToastKey = keyof Messages["toasts"];

const TYPES: Partial<Record<ToastKey, "success" | "warning" | "error">> = {
  approved: "success",
  rejected: "success",
  "first-of-two": "success",
  "put-off": "success",
  "taken-over": "success",
  paused: "success",
  answered: "success",
  hinted: "success",
  "undo-asked": "success",
  "not-allowed": "error",
  "not-named": "error",
  "unknown-card": "error",
  failed: "error",
};

/** What whoever pressed is told at once, in the language of their client. */
export function toastOf(key: ToastKey, language: Language): object {
  return {
    type: TYPES[key] ?? "warning",
    content: CATALOGUE[language].toasts[key],
    i18n: { zh_cn: CATALOGUE["zh-CN"].toasts[key], en_us: CATALOGUE.en.toasts[key] },
  };
}
