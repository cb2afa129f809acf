import type { ImageRule } from "../behaviour.ts";
import { type ImageName, parseImageName } from "./image-name.ts";
import { pullError } from "./pull-error.ts";

/** The registries that nodes pull from, as the rules have them; an image that no rule names is there. */
export interface Registry {
  /** What containerd says when the pull fails, undefined when it does not. */
  pull(name: ImageName, secrets: readonly string[], nowMs: number): string | undefined;
  ruleOf(image: string): ImageRule | undefined;
}

const isAbout = (rule: ImageRule, name: ImageName): boolean => {
  const named = parseImageName(rule.image);
  if ("invalid" in named) return false;
  const isWhole = /[:@]/.test(rule.image.slice(rule.image.lastIndexOf("/") + 1));
  if (isWhole) return named.full === name.full;
  return named.host === name.host && named.repository === name.repository;
};

export function createRegistry(rules: () => readonly ImageRule[]): Registry {
  const refusedSinceMs = new Map<ImageRule, number>();

  const outcomeOf = (rule: ImageRule, name: ImageName, secrets: readonly string[], nowMs: number) => {
    const { outcome, forMs, tags, unlessSecret } = rule;
    if (unlessSecret !== undefined && !secrets.includes(unlessSecret)) return "denied";
    if (tags && name.tag !== "" && !tags.includes(name.tag)) return "not-found";
    if (outcome !== "unavailable" || forMs === undefined) return outcome;
    const sinceMs = refusedSinceMs.get(rule) ?? nowMs;
    refusedSinceMs.set(rule, sinceMs);
    return nowMs - sinceMs < forMs ? outcome : undefined;
  };

  return {
    ruleOf(image) {
      const name = parseImageName(image);
      return "invalid" in name ? undefined : rules().findLast((rule) => isAbout(rule, name));
    },
    pull(name, secrets, nowMs) {
      const rule = rules().findLast((item) => isAbout(item, name));
      const outcome = rule && outcomeOf(rule, name, secrets, nowMs);
      if (outcome === undefined || outcome === "wrong-architecture") return undefined;
      return pullError(name, outcome, rule?.because);
    },
  };
}
