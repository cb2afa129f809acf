/** A payload as Alertmanager 0.25 to 0.28 send it (webhook version 4) for one OOM-killed pod. */
export function alertPayload(alert: {
  namespace: string;
  pod: string;
  container: string;
  startsAt: Date;
  fingerprint: string;
}): object {
  const labels = {
    alertname: "KubePodOOMKilled",
    namespace: alert.namespace,
    pod: alert.pod,
    container: alert.container,
    severity: "warning",
  };
  const annotations = {
    summary: `Container ${alert.container} of ${alert.namespace}/${alert.pod} was OOM-killed`,
  };
  const groupLabels = { alertname: labels.alertname, namespace: alert.namespace };
  return {
    version: "4",
    receiver: "kube-autofix",
    status: "firing",
    groupKey: `{}:{alertname="KubePodOOMKilled", namespace="${alert.namespace}"}`,
    groupLabels,
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: "http://alertmanager.monitoring:9093",
    truncatedAlerts: 0,
    alerts: [
      {
        status: "firing",
        labels,
        annotations,
        startsAt: alert.startsAt.toISOString(),
        endsAt: "0001-01-01T00:00:00Z",
        generatorURL:
          "http://prometheus.monitoring:9090/graph?g0.expr=kube_pod_container_status_last_terminated_reason",
        fingerprint: alert.fingerprint,
      },
    ],
  };
}
