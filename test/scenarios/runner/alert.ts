import { createHash } from "node:crypto";

/** What Alertmanager (webhook version 4) posts for one alert that fires. */
export function firingAlert(alert: {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: Date;
}): object {
  const { labels, annotations, startsAt } = alert;
  const name = labels.alertname ?? "";
  const fingerprint = createHash("sha256").update(JSON.stringify(labels)).digest("hex").slice(0, 16);
  return {
    version: "4",
    receiver: "kube-autofix",
    status: "firing",
    groupKey: `{}:{alertname="${name}", namespace="${labels.namespace ?? ""}"}`,
    groupLabels: { alertname: name },
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: "http://alertmanager.monitoring:9093",
    truncatedAlerts: 0,
    alerts: [
      {
        status: "firing",
        labels,
        annotations,
        startsAt: startsAt.toISOString(),
        endsAt: "0001-01-01T00:00:00Z",
        generatorURL: "http://prometheus.monitoring:9090/graph",
        fingerprint,
      },
    ],
  };
}
