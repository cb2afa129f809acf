/** How a search of the web ended: each is a label of `kube_autofix_searches_total`. */
export const SEARCH_RESULTS = [
  "found",
  "nothing",
  "cached",
  "over-budget",
  "nothing-public",
  "refused",
  "limited",
  "timeout",
  "failed",
] as const;
export type SearchResult = (typeof SEARCH_RESULTS)[number];
