/** What Alertmanager sends, with a field that newer versions added. */
export function firingPayload(alerts = 1): object {
  return {
    version: "4",
    groupKey: '{}:{alertname="KubePodOOMKilled"}',
    truncatedAlerts: 0,
    status: "firing",
    receiver: "kube-autofix",
    groupLabels: { alertname: "KubePodOOMKilled" },
    commonLabels: {},
    commonAnnotations: {},
    externalURL: "http://alertmanager:9093",
    notification_reason: "first",
    alerts: Array.from({ length: alerts }, (_, index) => ({
      status: "firing",
      labels: { alertname: "KubePodOOMKilled", namespace: "shop", pod: `oom-stress-${index}` },
      annotations: { summary: "a container was killed" },
      startsAt: "2026-11-22T10:00:00.000Z",
      endsAt: "0001-01-01T00:00:00Z",
      generatorURL: "",
      fingerprint: index.toString(16).padStart(16, "0"),
    })),
  };
}
