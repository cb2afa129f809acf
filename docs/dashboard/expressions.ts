/** Of the service as a whole. Where no label `cluster` is set on what is scraped, "All" fits. */
export const CLUSTER = 'cluster=~"$cluster"';
/** Of the rows of the ledger, which know whose namespace an incident is in. */
export const SUBJECT = `${CLUSTER}, subject_namespace=~"$namespace"`;

const name = (metric: string) => `kube_autofix_${metric}`;
const with_ = (matchers: readonly string[]) => `{${matchers.join(", ")}}`;

/** A counter's growth within the range that is shown, by labels; of all replicas. */
export function grown(metric: string, by: string, ...matchers: string[]): string {
  return `sum by (${by}) (increase(${name(metric)}${with_([CLUSTER, ...matchers])}[$__range]))`;
}

/** A counter's growth in a second, as a line. */
export function rated(metric: string, by: string, ...matchers: string[]): string {
  return `sum by (${by}) (rate(${name(metric)}${with_([CLUSTER, ...matchers])}[$__rate_interval]))`;
}

/** A gauge that each replica sees for itself, or all read from the same rows. */
export function gauge(of: "max" | "min", metric: string, by: string, ...matchers: string[]): string {
  return `${of} by (${by}) (${name(metric)}${with_([CLUSTER, ...matchers])})`;
}

const LEDGER_LABELS = {
  ledger_incidents: "cluster, subject_namespace, status, cause, outcome",
  ledger_fix_seconds: "cluster, subject_namespace, cause",
  ledger_attempts: "cluster, subject_namespace, cause, action, result, proof",
} as const;
export type LedgerMetric = keyof typeof LEDGER_LABELS;

/** What the ledger holds now. Each replica tells all of it: it is counted once. */
export function inLedger(metric: LedgerMetric, by: string, ...matchers: string[]): string {
  return ledgerAt(metric, by, "", matchers);
}

/**
 * What the ledger has gained within the range that is shown. A row of a combination that was never there before counts
 * too, which an increase would not see.
 */
export function gained(metric: LedgerMetric, by: string, ...matchers: string[]): string {
  const now = ledgerAt(metric, by, "", matchers);
  return `${now} - (${ledgerAt(metric, by, " offset $__range", matchers)} or ${now} * 0)`;
}

function ledgerAt(metric: LedgerMetric, by: string, offset: string, matchers: readonly string[]): string {
  const rows = `${name(metric)}${with_([SUBJECT, ...matchers])}${offset}`;
  return `sum by (${by}) (max by (${LEDGER_LABELS[metric]}) (${rows}))`;
}

/** The part that holds of all of it, between 0 and 1: none is 0. */
export function share(part: string, whole: string): string {
  return `((${part}) or (${whole}) * 0) / (${whole})`;
}

/** A quantile of a histogram within the range that is shown. */
export function quantile(of: number, metric: string, ...matchers: string[]): string {
  return `histogram_quantile(${of}, ${grown(`${metric}_bucket`, "le", ...matchers)})`;
}

/** A histogram's mean within the range that is shown. */
export function mean(metric: string, by: string): string {
  return `${grown(`${metric}_sum`, by)} / ${grown(`${metric}_count`, by)}`;
}
