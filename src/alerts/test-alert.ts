/** Of the alert that the doctor sends. Both must be so: a label can come from a metric of anybody, a rule's name cannot. */
export const TEST_ALERT = { name: "KubeAutofixTest", label: "kube_autofix_test" } as const;

export const TEST_REASON = "the alert is a test of the way from Alertmanager to here: it opens nothing";

export function isTestAlert(labels: Readonly<Record<string, string>>): boolean {
  return labels.alertname === TEST_ALERT.name && (labels[TEST_ALERT.label] ?? "") !== "";
}

/** Its labels: with the one by which the shipped route takes alerts, and without any that names an object. */
export function testAlertLabels(id: string): Record<string, string> {
  return { alertname: TEST_ALERT.name, [TEST_ALERT.label]: id, kube_autofix: "input", severity: "none" };
}
