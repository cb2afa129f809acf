import type { EnvironmentValues } from "./environment.ts";

const LEAST_DAYS = 7;

/** How long what is over is kept; null: for ever. */
export function retentionOf(values: EnvironmentValues) {
  const forEver = (days: number) => (days === 0 ? null : days);
  return {
    incidentsDays: forEver(values.RETENTION_INCIDENTS_DAYS),
    alertsDays: forEver(values.RETENTION_ALERTS_DAYS),
    archiveDir: values.RETENTION_ARCHIVE_DIR,
  };
}

/** An alert repeats and a fault recurs within days: what they are held against must be there still. */
export function retentionProblems(values: EnvironmentValues): string[] {
  return (["RETENTION_INCIDENTS_DAYS", "RETENTION_ALERTS_DAYS"] as const).flatMap((name) =>
    values[name] > 0 && values[name] < LEAST_DAYS
      ? [`${name} must be at least ${LEAST_DAYS}, or 0 to keep for ever`]
      : [],
  );
}
