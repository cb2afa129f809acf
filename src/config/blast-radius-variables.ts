import { wholeNumber } from "./values.ts";
import { withDefault } from "./variable.ts";

const DAY = 24 * 3_600;

/** How much may change at the same time, and what stops changes altogether. */
export const BLAST_RADIUS = {
  MAX_CHANGES_PER_NAMESPACE: withDefault(
    wholeNumber(1, 1000),
    "3",
    "Changes of one namespace whose rollout has not finished (`docs/breakers.md`)",
  ),
  MAX_CHANGES_SHARE_PERCENT: withDefault(
    wholeNumber(1, 100),
    "25",
    "Of a namespace's workloads, how many of a hundred may be changing at the same time; one always may",
  ),
  MAX_CHANGES_PER_HOUR: withDefault(
    wholeNumber(1, 100_000),
    "60",
    "Changes begun in any hour, of all replicas",
  ),
  MAX_FAILED_CHANGES_PERCENT: withDefault(
    wholeNumber(1, 100),
    "50",
    "Above this share of the last hour's changes that did not hold, no further is made; 100: never",
  ),
  STORM_WORKLOADS: withDefault(
    wholeNumber(2, 1_000_000),
    "25",
    "So many workloads that fall ill within the window are a storm: one incident for all, and no change",
  ),
  STORM_WINDOW_SECONDS: withDefault(wholeNumber(1, DAY), "300", "Window in which a storm is counted"),
  STORM_CALM_SECONDS: withDefault(
    wholeNumber(1, DAY),
    "120",
    "How long recovery must last before changes are made again by themselves",
  ),
} as const;
