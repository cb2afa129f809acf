import type { Evidence } from "../evidence.ts";

/** Whoever was told 2xx will not send it again. */
export function lostAlerts({ acknowledged, rows }: Evidence): string[] {
  const keyOf = (fingerprint: string, startsAt: string) =>
    `${fingerprint} ${new Date(startsAt).toISOString()}`;
  const kept = new Map(rows.alerts.map((alert) => [keyOf(alert.fingerprint, alert.startsAt), alert]));
  const lost = acknowledged.flatMap(({ fingerprint, startsAt }) => {
    const alert = kept.get(keyOf(fingerprint, startsAt));
    if (alert === undefined) return [`alert ${fingerprint} of ${startsAt} was acknowledged and is not there`];
    const isAnswered = alert.incidentId !== null || alert.reason !== null;
    return isAnswered ? [] : [`alert ${fingerprint} of ${startsAt} has neither incident nor reason`];
  });
  return rows.pendingSignals > 0 ? [...lost, `${rows.pendingSignals} signals still wait`] : lost;
}
