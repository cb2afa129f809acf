import type { Mask } from "./model.ts";

/** Shorter names stand in too many words of the language. */
const LEAST_NAME = 3;

/**
 * Replaces the names of one cluster and what differs from one instance to the next (times, addresses, identities), so
 * that the same trouble of another workload is the same question, and no name leaves that the answer does not need.
 */
export function masked(text: string, masks: readonly Mask[]): string {
  return withoutIdentities(withoutNames(text, masks).replace(TIME, "TIME"));
}

/** For a program of a model, which may compute with times: it learns no other name than the model that wrote it. */
export function maskedButTimes(text: string, masks: readonly Mask[]): string {
  return withoutIdentities(withoutNames(text, masks));
}

const withoutNames = (text: string, masks: readonly Mask[]) =>
  byLength(masks).reduce((result, { name, word }) => result.replace(wholeWord(name), word), text);

const withoutIdentities = (text: string) =>
  text.replace(UUID, "UID").replace(ADDRESS, "ADDRESS").replace(HEX, "HASH");

/**
 * What of a text decides whether two questions are the same one: how often and how long something has happened by now, and
 * whether its back-off has begun, differ from look to look and from one workload to the next.
 */
export function shapeOf(text: string): string {
  return (
    text
      .replace(/: back-off \d+[ms0-9]* restarting failed[^"\n]*/g, "")
      .replace(/\b\d+(?:\.\d+)? ?(?:ms|s|m|h|d|min|times|restarts?)\b/g, "N")
      // Once, and never yet, are told without a number.
      .replace(/(?:, N\b)+/g, "")
      .replace(/\b(?:Error|Completed|CrashLoopBackOff) for N/g, "down for N")
  );
}

/** The names again, in every text of a value. */
export function unmasked<T>(value: T, masks: readonly Mask[]): T {
  return withTexts(value, (text) =>
    masks.reduce((result, { name, word }) => result.replace(wholeWord(word), () => name), text),
  ) as T;
}

export function withTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => withTexts(item, change));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withTexts(item, change)]));
}

const byLength = (masks: readonly Mask[]) =>
  masks.filter(({ name }) => name.length >= LEAST_NAME).toSorted((a, b) => b.name.length - a.name.length);

const wholeWord = (word: string) => new RegExp(`(?<![A-Za-z0-9])${escaped(word)}(?![A-Za-z0-9])`, "g");

const escaped = (word: string) => word.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");

const TIME =
  /\b\d{4}[-/]\d{2}[-/]\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)?(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))?|\b\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?/g;
const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const ADDRESS = /\b(?:\d{1,3}\.){3}\d{1,3}\b/g;
const HEX = /\b(?=[0-9a-f]{0,63}\d)(?=[0-9]{0,63}[a-f])[0-9a-f]{8,64}\b/gi;
